/** What a command line of the rig may ask for. */
import type { FleetOptions } from '../plan/fleet-plan.ts';

export type RigCommand = { readonly kind: 'help' } | UpCommand | RunningRigCommand;

export interface UpCommand {
  readonly kind: 'up';
  readonly options: FleetOptions;
  readonly isEmbedded: boolean;
  readonly isBuilt: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

/** Commands to a rig that is up. */
export type RunningRigCommand = ShowCommand | ChangeCommand;

/** Which of several rigs. */
interface OnRig {
  readonly portBase: number | undefined;
}

export type ShowCommand = OnRig &
  (
    | { readonly kind: 'status'; readonly isJson: boolean }
    | { readonly kind: 'logs'; readonly names: readonly string[]; readonly isFollowed: boolean }
    | { readonly kind: 'env' | 'down' }
  );

export type ChangeCommand = OnRig &
  (
    | { readonly kind: NodeVerb; readonly names: readonly string[] }
    | { readonly kind: 'promote'; readonly name: string; readonly isForced: boolean }
    | { readonly kind: 'pause-replay' | 'resume-replay'; readonly name: string }
    | { readonly kind: 'fault'; readonly name: string; readonly fault: string }
  );

export type NodeVerb = 'kill' | 'stop' | 'cont' | 'start' | 'restart';

export const NODE_VERBS: readonly NodeVerb[] = ['kill', 'stop', 'cont', 'start', 'restart'];
