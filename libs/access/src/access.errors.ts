import { ProblemCatalogue } from '@fleetlink/problem';

export const accessProblems = new ProblemCatalogue('access', {
  'key-missing': { kind: 'unauthenticated', title: 'An API key is needed' },
  'key-malformed': { kind: 'unauthenticated', title: 'That is no API key' },
  'key-unknown': { kind: 'unauthenticated', title: 'This API key is not valid' },
  'key-ambiguous': { kind: 'unauthenticated', title: 'Two different API keys were sent' },
  'scope-missing': { kind: 'forbidden', title: 'This API key may not do that' },
  'key-absent': { kind: 'absent', title: 'There is no such API key' },
  'keys-max': { kind: 'conflict', title: 'Too many API keys' },
  'expiry-past': { kind: 'invalid', title: 'The API key would be expired' },
  'tenant-absent': { kind: 'absent', title: 'There is no such tenant' },
});
