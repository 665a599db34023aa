import { Injectable, type PipeTransform } from '@nestjs/common';
import { linkProblems, NAME_PATTERN } from '@fleetlink/link';

const SHOWN_LENGTH_MAX = 64;

/** A text that cannot be a name is a name that nobody has; no database is asked. */
@Injectable()
export class NamePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    if (NAME_PATTERN.test(name)) return name;
    throw linkProblems.problem('absent', {
      detail: `There is no link named ${JSON.stringify(name.slice(0, SHOWN_LENGTH_MAX))}.`,
    });
  }
}
