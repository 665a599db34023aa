import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { at, idOf, labelsAt, numberAt, ofKind, type Resource } from '../manifest/resource.ts';
import { deploymentsOf, type Workload } from '../manifest/workload.ts';

/** A node can always be drained, and draining never takes more than the fleet can spare. */
export const check: DeployCheck = {
  name: 'disruption',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const budgets = ofKind(overlay.resources, 'PodDisruptionBudget');
      const deployments = deploymentsOf(overlay);
      return {
        objects: budgets.length + databasesOf(overlay).length,
        faults: [
          ...budgets.flatMap((budget) => budgetFaults(budget)),
          ...deployments.flatMap((workload) => coverFaults(workload, budgets)),
          ...databasesOf(overlay).flatMap((database) => databaseFaults(database)),
        ],
      };
    }),
};

/** A share of pods is rounded up, so any share above nothing lets one go. */
function budgetFaults(budget: Resource): string[] {
  const spare = at(budget, 'spec.maxUnavailable');
  const faults = [
    at(budget, 'spec.minAvailable') === undefined
      ? ''
      : 'says minAvailable, which blocks a drain at the minimum of pods',
    Number.parseInt(String(spare), 10) > 0 ? '' : 'lets no pod go: maxUnavailable must be above 0',
    typeof spare === 'string' && Number.parseInt(spare, 10) > 50 ? 'lets more than half of the pods go' : '',
    at(budget, 'spec.unhealthyPodEvictionPolicy') === 'AlwaysAllow'
      ? ''
      : 'wants AlwaysAllow, or a broken pod blocks a drain',
  ];
  return faults.filter(Boolean).map((fault) => `${idOf(budget)}: ${fault}`);
}

function coverFaults({ id, labels }: Workload, budgets: readonly Resource[]): string[] {
  const covering = budgets.filter((budget) =>
    Object.entries(labelsAt(budget, 'spec.selector.matchLabels')).every(
      ([key, value]) => labels[key] === value,
    ),
  );
  if (covering.length === 1) return [];
  return [`${id}: has ${covering.length} disruption budgets; with two, no pod can be evicted`];
}

function databasesOf({ resources }: Overlay): Resource[] {
  return [...ofKind(resources, 'Cluster'), ...ofKind(resources, 'RedisCluster')];
}

/** The operators make budgets of their own: one for a lone primary blocks its node for ever. */
function databaseFaults(database: Resource): string[] {
  if (database.kind === 'RedisCluster') {
    const roles = ['redisLeader', 'redisFollower'].filter(
      (role) =>
        at(database, `spec.${role}.pdb.enabled`) !== true ||
        numberAt(database, `spec.${role}.pdb.maxUnavailable`) !== 1,
    );
    return roles.map((role) => `${idOf(database)}: ${role} wants a budget of one pod`);
  }
  const isAlone = numberAt(database, 'spec.instances') === 1;
  if (isAlone !== (at(database, 'spec.enablePDB') === false))
    return [`${idOf(database)}: enablePDB must be false for one instance, and only then`];
  return [];
}
