import { DemoFault } from './demo-fault.ts';

/** Only what nobody foresaw is told with its stack. */
export function told(error: unknown): string {
  if (error instanceof DemoFault) return [error.message, error.hint].filter(Boolean).join('\n');
  const { code, message, stack } = error as NodeJS.ErrnoException;
  return code?.startsWith('E') ? `the connection failed: ${message || code}` : (stack ?? String(error));
}
