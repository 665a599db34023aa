import { scopes } from '@fleetlink/access';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { examples } from '../terminal/help.js';
import { DEFAULT_SCOPES, keyOrder, type KeyOptions } from './key-order.js';
import { reportKeys, reportMadeKey, reportRevoked } from './key-reports.js';

export function keysCommand(context: CommandContext): Command {
  return new Command('keys')
    .summary('API keys: create, list, revoke')
    .description(
      'The API keys of every tenant. Only a hash of a key is stored: a lost one is replaced, never found.',
    )
    .addHelpText('after', examples(['npx fleetlink keys list', 'whose keys there are']))
    .addCommand(createCommand(context))
    .addCommand(listCommand(context))
    .addCommand(revokeCommand(context));
}

function createCommand(context: CommandContext): Command {
  return new Command('create')
    .summary('make a key and print it, this once')
    .description('Makes a key. Standard output gets the key alone, so that it can be kept by a script.')
    .requiredOption('--name <name>', 'who will use it')
    .option('--tenant <tenant>', 'whose links it reaches; made if it is new (default: default)')
    .option('--scopes <scopes>', `any of ${scopes.join(',')} (default: ${DEFAULT_SCOPES.join(',')})`)
    .option('--expires <date>', 'valid until this day, UTC, or moment (default: for ever)')
    .addHelpText(
      'after',
      examples(
        ['npx fleetlink keys create --name shop', 'a key for the links of the tenant default'],
        [
          'npx fleetlink keys create --name report --scopes stats:read --expires 2027-01-01',
          'reads clicks, for a while',
        ],
      ),
    )
    .action((options: KeyOptions) => {
      const order = keyOrder(options, Date.now());
      return context.reportOn((fleet) => reportMadeKey(fleet, order));
    });
}

function listCommand(context: CommandContext): Command {
  return new Command('list')
    .summary('the keys of every tenant, without their secrets')
    .description('Lists the keys of every tenant, with what they may do and until when.')
    .addHelpText('after', examples(['npx fleetlink keys list', 'before a key is revoked: its id']))
    .action(() => context.reportOn((fleet) => reportKeys(fleet, Date.now())));
}

function revokeCommand(context: CommandContext): Command {
  return new Command('revoke')
    .summary('make a key invalid, for good')
    .description(
      'Revokes a key: every process refuses it within a second. There is no way back but a new key.',
    )
    .argument('<id>', 'the id of the key, as keys list shows it')
    .addHelpText('after', examples(['npx fleetlink keys revoke 8fK2mQ0bXw3a', 'a key that leaked']))
    .action((id: string) => context.reportOn((fleet) => reportRevoked(fleet, id)));
}
