/** The pieces of a command line that several tools share. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { DemoFault } from './demo-fault.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** `help` is the command that shows how the tool is used. */
export class CommandLine {
  readonly #help: string;

  constructor(help: string) {
    this.#help = help;
  }

  /** @throws {DemoFault} for an option that is not known or lacks its value. */
  parsed<const Known extends Options>(args: readonly string[], options: Known) {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    } catch (error) {
      const [sentence] = (error as Error).message.split(/\. (?=To )/);
      throw this.misuse(sentence ?? 'unknown option');
    }
  }

  /** Without the slash at its end. */
  webUrl(option: string, text: string): string {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol))
      throw this.misuse(`${option} ${text} is no http or https URL`);
    return url.href.replace(/\/+$/, '');
  }

  misuse(sentence: string): DemoFault {
    return new DemoFault(sentence, `${this.#help} shows how it is used`);
  }
}
