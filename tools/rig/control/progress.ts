/** Tells each step with its seconds, as it ends: steps run side by side. */
export interface Progress {
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  note(line: string): void;
}

export const SILENT: Progress = { step: (_name, work) => work(), note: () => {} };

export function progressOn(out: { write(text: string): unknown }): Progress {
  return {
    async step(name, work) {
      const startedAt = performance.now();
      const result = await work();
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      out.write(`${seconds.padStart(6)} s  ${name}\n`);
      return result;
    },
    note: (line) => void out.write(`          ${line}\n`),
  };
}
