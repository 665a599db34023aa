import type { IContainer } from 'kubernetes-models/v1/Container';
import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { MEBIBYTE, quantity } from '../manifest/quantity.ts';
import { at, idOf, listAt, numberAt, ofKind, textAt, type Resource } from '../manifest/resource.ts';
import { deploymentsOf, isOurs, podsMaxInRollout, scalersOf, type Workload } from '../manifest/workload.ts';

/** Resident memory of an idle lookup, MiB: docs/performance.md, rounded up. */
const IDLE_MIB = 170;
const IDLE_SHARE_MAX = 0.5;

/** What a Node process holds beside its heap: code, buffers, stacks. */
const BESIDE_HEAP_MIB = 128;

/**
 * Pods go down to ceil(pods x ratio) at each look, so a full heap at this share of the target lets them go down
 * to five; nearer to it, it would keep every pod there ever was.
 */
const FULL_SHARE_MAX = 0.8;

/** Worker ids in a lease table of the layout `standard`, one for each create process. */
const WORKERS_MAX = 1024;

/** Autoscalers own what they scale, reach it, come to rest, and are never led astray by memory. */
export const check: DeployCheck = {
  name: 'scaling',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const scalers = [
        ...ofKind(overlay.resources, 'HorizontalPodAutoscaler'),
        ...ofKind(overlay.resources, 'ScaledObject'),
      ];
      const deployments = deploymentsOf(overlay);
      return {
        objects: scalers.length,
        faults: [
          ...deployments.flatMap((workload) => ownerFaults(overlay, workload)),
          ...scalers.flatMap((scaler) => targetFaults(overlay, scaler)),
          ...ofKind(scalers, 'HorizontalPodAutoscaler').flatMap((hpa) => behaviourFaults(hpa)),
          ...deployments.flatMap((workload) => memoryFaults(overlay, workload)),
          ...deployments
            .filter(
              (workload) => workload.name === 'create' && podsMaxInRollout(overlay, workload) > WORKERS_MAX,
            )
            .map(({ id }) => `${id}: more pods than the ${WORKERS_MAX} worker ids`),
        ],
      };
    }),
};

function ownerFaults(overlay: Overlay, { id, name, resource }: Workload): string[] {
  const scalers = scalersOf(overlay, name);
  const replicas = at(resource, 'spec.replicas');
  if (scalers.length > 1) return [`${id}: ${scalers.map(idOf).join(' and ')} would undo each other`];
  if (scalers.length === 1 && replicas !== undefined)
    return [`${id}: has replicas, and ${idOf(scalers[0]!)}: every deployment would undo what was scaled`];
  if (scalers.length === 0 && replicas === undefined) return [`${id}: nobody says how many pods there are`];
  return [];
}

/** A Rollout owns the pods of the Deployment that it takes its template from. */
function targetFaults({ resources }: Overlay, scaler: Resource): string[] {
  const kind = textAt(scaler, 'spec.scaleTargetRef.kind');
  const name = textAt(scaler, 'spec.scaleTargetRef.name');
  const rollout = ofKind(resources, 'Rollout').find((one) => textAt(one, 'spec.workloadRef.name') === name);
  if (rollout && kind !== 'Rollout')
    return [`${idOf(scaler)}: must scale ${idOf(rollout)}, which owns the pods`];
  const isThere = ofKind(resources, kind).some(({ metadata }) => metadata.name === name);
  return isThere ? [] : [`${idOf(scaler)}: scales ${kind}/${name}, which is not there`];
}

function behaviourFaults(hpa: Resource): string[] {
  const faults = [
    numberAt(hpa, 'spec.minReplicas') >= 1 ? '' : 'wants minReplicas',
    numberAt(hpa, 'spec.minReplicas') < numberAt(hpa, 'spec.maxReplicas') ? '' : 'has no room to scale',
    numberAt(hpa, 'spec.behavior.scaleDown.stabilizationWindowSeconds') >= 300
      ? ''
      : 'must wait 300 s before it takes pods away',
    listAt(hpa, 'spec.behavior.scaleUp.policies').length > 0 ? '' : 'wants policies for scaling up',
    metricTarget(hpa, 'cpu') === 70 ? '' : 'wants 70 % of CPU',
  ];
  return faults.filter(Boolean).map((fault) => `${idOf(hpa)}: ${fault}`);
}

/**
 * Memory does not fall when pods are added. So neither an idle process nor one whose heap is as full as it may
 * be must look overloaded, or the autoscaler would climb to its maximum and stay there.
 */
function memoryFaults(overlay: Overlay, workload: Workload): string[] {
  if (!isOurs(workload)) return [];
  const { id, name, container } = workload;
  const fullMib = heapMib(container) + BESIDE_HEAP_MIB;
  const [percent] = scalersOf(overlay, name).map((hpa) => metricTarget(hpa, 'memory'));
  const faults = [
    fullMib <= mebibytes(container.resources?.limits)
      ? ''
      : 'its heap (NODE_OPTIONS) does not fit into its memory limit',
    ...(percent === undefined ? [] : pinFaults(fullMib, mebibytes(container.resources?.requests), percent)),
  ];
  return faults.filter(Boolean).map((fault) => `${id}: ${fault}`);
}

/** NaN, which fits nowhere, where Node is left to choose. */
function heapMib({ env = [] }: IContainer): number {
  const options = env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '';
  return Number(/--max-old-space-size=(\d+)/.exec(options)?.[1]);
}

function mebibytes(amounts: { readonly memory?: unknown } | undefined): number {
  return quantity(amounts?.memory) / MEBIBYTE;
}

function pinFaults(fullMib: number, requestMib: number, percent: number): string[] {
  const boundMib = (requestMib * percent * FULL_SHARE_MAX) / 100;
  return [
    fullMib <= boundMib
      ? ''
      : `a full heap (${fullMib} MiB) holds pods that nobody needs: more than ${boundMib} MiB`,
    IDLE_MIB <= requestMib * IDLE_SHARE_MAX ? '' : `idle it holds ${IDLE_MIB} MiB, over half of its request`,
  ];
}

function metricTarget(hpa: Resource, resource: string): number | undefined {
  const metrics = listAt(hpa, 'spec.metrics') as readonly {
    resource?: { name: string; target: { averageUtilization?: number } };
  }[];
  return metrics.find((metric) => metric.resource?.name === resource)?.resource?.target.averageUtilization;
}
