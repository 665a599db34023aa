import { servicesOf, type ComposeFile, type NamedService, type Service } from '../compose-file.ts';
import { TOPICS } from './app-settings.ts';

const SECRET_NAME = /(PASSWORD|SECRET|TOKEN|_KEY|AUTH)$/;
const FLOATING_TAG = /:(latest|stable|alpine|\d+)$/;

/** Pinned images, secrets from outside, no more rights than needed, and a port for the gateway only. */
export function hardening(file: ComposeFile): string[] {
  return [...servicesOf(file).flatMap(serviceFaults), ...secretFaults(file)];
}

function serviceFaults([name, service]: NamedService): string[] {
  const { image = '', ports = [], restart } = service;
  const isPinned = /:[^/]+$/.test(image) && !FLOATING_TAG.test(image);
  const open = name === 'gateway' ? [] : ports.filter((port) => !port.startsWith('127.0.0.1:'));
  return [
    ...(isPinned ? [] : [`${name}: its image is not pinned`]),
    ...open.map((port) => `${name}: the port ${port} is open to everybody`),
    ...(restart === undefined ? [`${name}: says not what becomes of it when it ends (restart)`] : []),
    ...(hasFewRights(service) ? [] : [`${name}: wants read_only and cap_drop: [ALL]`]),
  ];
}

/** Asked of our own images, which need none. */
function hasFewRights({ build, read_only, cap_drop = [] }: Service): boolean {
  if (!((build?.target ?? '') in TOPICS)) return true;
  return read_only === true && cap_drop.includes('ALL');
}

/** Only `${NAME:?}` is refused while it is empty. */
function secretFaults({ text }: ComposeFile): string[] {
  const assigned = [...text.matchAll(/^\s*([A-Z][A-Z0-9_]*): (.+)$/gm)]
    .filter(([, name, value]) => SECRET_NAME.test(name!) && !/^['"]?\$\{\w+:\?[^}]*\}['"]?$/.test(value!))
    .map(([, name]) => `${name} is a secret: take it as \${${name}:?}`);
  const used = [...text.matchAll(/\$\{(\w+)(:-[^}]*)?\}/g)]
    .filter(([, name]) => SECRET_NAME.test(name!))
    .map(([whole]) => `${whole} may be empty or guessed: say :?`);
  return [...assigned, ...used];
}
