/** What our compose files have to keep; each rule says in one line per fault where, what, and what to do. */
import type { ComposeFile } from './compose-file.ts';
import { addresses } from './rules/addresses.ts';
import { appSettings } from './rules/app-settings.ts';
import { connections } from './rules/connections.ts';
import { hardening } from './rules/hardening.ts';
import { references } from './rules/references.ts';
import { resources } from './rules/resources.ts';
import { scaling } from './rules/scaling.ts';

const RULES = [appSettings, addresses, references, scaling, hardening, resources, connections];

export function faultsIn(file: ComposeFile): string[] {
  return [...new Set(RULES.flatMap((rule) => rule(file)))];
}
