import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import { dependenciesOf, type Reference } from '../manifest/reference.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { ofKind } from '../manifest/resource.ts';

/** Made by the operator of the fleet, by hand or from outside: docs/kubernetes.md says how. */
const SECRETS_FROM_OUTSIDE =
  /^(database-credentials|redis-credentials|code-key|postgres-ca|backup-credentials|home-shard-\d+-db-replication)$/;

/** Whatever is named is there: a pod that waits for a misspelt ConfigMap waits without a word. */
export const check: DeployCheck = {
  name: 'references',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const references = dependenciesOf(overlay);
      return {
        objects: references.length,
        faults: references
          .filter((reference) => !isThere(reference, overlay))
          .map(({ from, kind, name }) => `${from}: names ${kind}/${name}, which is not there`),
      };
    }),
};

function isThere({ kind, name }: Reference, overlay: Overlay): boolean {
  if (kind === 'Secret') return SECRETS_FROM_OUTSIDE.test(name);
  if (kind === 'host') return isHost(name, overlay);
  return ofKind(overlay.resources, kind).some(({ metadata }) => metadata.name === name);
}

/** Services of ours and of the operators; other regions' hosts are not in this cluster. */
function isHost(name: string, { resources }: Overlay): boolean {
  if (name.endsWith('.fleetlink.internal')) return true;
  const made = [
    ...ofKind(resources, 'Service').map(({ metadata }) => metadata.name),
    ...ofKind(resources, 'Pooler').map(({ metadata }) => metadata.name),
    ...ofKind(resources, 'Cluster').flatMap(({ metadata }) =>
      ['rw', 'ro', 'r'].map((role) => `${metadata.name}-${role}`),
    ),
    ...ofKind(resources, 'RedisCluster').flatMap(({ metadata }) => [
      `${metadata.name}-leader`,
      `${metadata.name}-follower`,
    ]),
  ];
  return made.includes(name.replace(/\.fleetlink(\.svc.*)?$/, ''));
}
