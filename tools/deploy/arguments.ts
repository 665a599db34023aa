/** What may follow `npm run deploy:check --`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './manifest/overlay.ts';

export interface DeployArguments {
  readonly crdFolder: string | undefined;
  readonly writes: boolean;
  readonly simulates: boolean;
  readonly isLive: boolean;
  /** Of the rig that `--live` starts. */
  readonly portBase: number | undefined;
  /** Text to print instead of doing anything. */
  readonly help?: string;
}

const HELP = `npm run deploy:check [-- OPTION]

  (none)       checks k8s/rendered and the images' files, in one table
  --write      makes the dashboards and renders k8s/overlays and k8s/tests anew first (kubectl)
  --live       brings up a rig with monitoring, asks its Prometheus for every expression of the dashboards,
               and follows an alert from a killed process to a webhook; --port-base N as of the rig
  --hpa        prints how the autoscaler of lookup answers a step of load
  --crds DIR   CustomResourceDefinitions of the operators; otherwise crds/ in SHARED_DIR,
               or in a folder shared/ beside the checkout
`;

export function parseArguments(args: readonly string[]): DeployArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      crds: { type: 'string' },
      write: { type: 'boolean', default: false },
      hpa: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      'port-base': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const crdFolder = values.crds ?? sharedCrds();
  const found = crdFolder !== undefined && existsSync(crdFolder) ? crdFolder : undefined;
  return {
    crdFolder: found,
    writes: values.write,
    simulates: values.hpa,
    isLive: values.live,
    portBase: values['port-base'] === undefined ? undefined : Number(values['port-base']),
    ...(values.help && { help: HELP }),
  };
}

/** Large collections of foreign files are kept beside the checkout, not in it. */
function sharedCrds(): string {
  return join(process.env.SHARED_DIR ?? join(ROOT, '../shared'), 'crds');
}
