/** Carries out one command and prints what came of it. */
import { spawnSync } from 'node:child_process';
import type { FleetNode } from '../plan/fleet-node.ts';
import { openRig, type Rig } from '../rig-fleet.ts';
import { shardAddresses } from '../service/fleet-environment.ts';
import { statusTable } from '../status/table.ts';
import { exportLines } from './export-lines.ts';
import { HELP } from './help.ts';
import type { ChangeCommand, RigCommand, RunningRigCommand } from './rig-command.ts';
import { up } from './up.command.ts';

const LOG_LINES = 100;

export async function runCommand(command: RigCommand): Promise<void> {
  if (command.kind === 'help') return print(HELP);
  if (command.kind === 'up') return up(command);
  return onRunningRig(openRig(command.portBase), command);
}

async function onRunningRig(rig: Rig, command: RunningRigCommand): Promise<void> {
  switch (command.kind) {
    case 'status': {
      const nodes = await rig.status({ withMemory: true });
      return print(command.isJson ? `${JSON.stringify(nodes, null, 2)}\n` : statusTable(nodes));
    }
    case 'env':
      return print(exportLines(rig));
    case 'logs':
      return showLogs(rig, command.names, command.isFollowed);
    case 'down':
      return print(`${await rig.down()} nodes ended, everything removed\n`);
    default:
      return change(rig, command);
  }
}

async function change(rig: Rig, command: ChangeCommand): Promise<void> {
  const startedAt = performance.now();
  const done = await outcomeOf(rig, command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
  print(`${command.kind}: ${done} (${seconds} s)\n`);
  if (command.kind === 'promote') print(afterPromotion(rig));
}

async function outcomeOf(rig: Rig, command: ChangeCommand): Promise<string> {
  switch (command.kind) {
    case 'promote':
      await rig.promote(command.name, { force: command.isForced });
      return command.name;
    case 'pause-replay':
      await rig.pauseReplay(command.name);
      return command.name;
    case 'resume-replay':
      await rig.resumeReplay(command.name);
      return command.name;
    case 'fault':
      return `${namesOf(await rig.fault(command.name, command.fault))}: ${command.fault}`;
    default:
      return namesOf(await rig[command.kind](...command.names));
  }
}

/** Services read SHARDS at their start: nobody tells them. */
function afterPromotion(rig: Rig): string {
  return `SHARDS is now
  ${JSON.stringify(shardAddresses(rig.site))}
Services that are up still use the old one. To let them read it:
  npm run rig -- restart services
The former primary comes back as a replica:
  npm run rig -- start shard-N-primary
`;
}

function showLogs(rig: Rig, names: readonly string[], isFollowed: boolean): void {
  const files = rig.site.select(names).map(({ name }) => rig.site.folder.logFile(name));
  const follow = isFollowed ? ['-F'] : [];
  spawnSync('tail', ['-n', String(LOG_LINES), ...follow, ...files], { stdio: 'inherit' });
}

function namesOf(nodes: readonly FleetNode[]): string {
  return nodes.map(({ name }) => name).join(', ');
}

function print(text: string): void {
  process.stdout.write(text);
}
