import { NAME_PATTERN } from '@fleetlink/link';

const NAME_LENGTH_MIN = 3;
const NAME_LENGTH_MAX = 64;

/** The name in what an operator pasted: a name, a short link, or either with the `+` of its preview. */
export function nameIn(text: string): string {
  const path = /^https?:\/\//i.test(text) ? (URL.parse(text)?.pathname ?? text) : text;
  return path.slice(path.lastIndexOf('/') + 1).replace(/\+$/, '');
}

/** Why no link can be called that, as half a sentence; undefined for a possible name. */
export function nameFault(name: string): string | undefined {
  if (NAME_PATTERN.test(name)) return undefined;
  const stranger = /[^0-9A-Za-z_-]/u.exec(name)?.[0];
  if (stranger !== undefined)
    return `it contains ${JSON.stringify(stranger)}; names are made of 0-9, A-Z, a-z, - and _`;
  return `it has ${name.length} characters; names have ${NAME_LENGTH_MIN} to ${NAME_LENGTH_MAX}`;
}
