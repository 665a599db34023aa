/** Carries texts to every process that listens now. What is lost on the way stays lost. */
export interface HintChannel {
  /** Resolves when the text is on its way; rejects within a bounded time when it is not. */
  publish(text: string): Promise<unknown>;
  subscribe(listener: (text: string) => void): { close(): void };
}
