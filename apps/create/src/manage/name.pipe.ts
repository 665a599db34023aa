import { Injectable, type PipeTransform } from '@nestjs/common';
import { linkProblems } from '@fleetlink/link';

const NAME = /^[0-9A-Za-z_-]{3,64}$/;
const SHOWN_LENGTH_MAX = 64;

/** A text that cannot be a name is a name that nobody has; no database is asked. */
@Injectable()
export class NamePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    if (NAME.test(name)) return name;
    throw linkProblems.problem('absent', {
      detail: `There is no link named ${JSON.stringify(name.slice(0, SHOWN_LENGTH_MAX))}.`,
    });
  }
}
