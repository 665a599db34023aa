import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import { idOf, ofKind } from '../manifest/resource.ts';

/** What a secret looks like in a value: a password in a URL, a private key, a key of ours, of a cloud. */
const SECRETS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a password in a URL', /\w+:\/\/[^\s:/@]+:(?!\$\()[^\s:/@]+@/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['an API key', /\bfl_[\w-]{8,}_[\w-]{16,}/],
  ['a cloud key', /\bAKIA[0-9A-Z]{16}\b/],
  ['a code key', /(?<![\w:])[0-9a-f]{32}(?!\w)/],
];

/** No secret lies in the tree: an operator makes them, or whatever fills them in from outside. */
export const check: DeployCheck = {
  name: 'secrets',
  run: ({ overlays }) =>
    perOverlay(overlays, ({ resources }) => ({
      objects: resources.length,
      faults: [
        ...ofKind(resources, 'Secret').map(
          (secret) => `${idOf(secret)}: Secrets do not belong into the tree`,
        ),
        ...resources.flatMap((resource) => {
          const text = JSON.stringify(resource);
          return SECRETS.filter(([, pattern]) => pattern.test(text)).map(
            ([what]) => `${idOf(resource)}: holds ${what}`,
          );
        }),
      ],
    })),
};
