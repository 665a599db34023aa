import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { MEBIBYTE, quantity } from '../manifest/quantity.ts';
import { at, idOf, listAt, numberAt, ofKind, textAt, type Resource } from '../manifest/resource.ts';
import { deploymentsOf, podsMaxInRollout, scalersOf, type Workload } from '../manifest/workload.ts';

/** Resident memory of an idle lookup, MiB: docs/performance.md, rounded up. */
const IDLE_MIB = 170;
const IDLE_SHARE_MAX = 0.5;

/** What a Node process holds beside its heap: code, buffers, stacks. */
const BESIDE_HEAP_MIB = 128;

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
function memoryFaults(overlay: Overlay, { id, name, container }: Workload): string[] {
  const percent = scalersOf(overlay, name).map((hpa) => metricTarget(hpa, 'memory'))[0];
  const heap = Number(
    /--max-old-space-size=(\d+)/.exec(
      container.env?.find((one) => one.name === 'NODE_OPTIONS')?.value ?? '',
    )?.[1],
  );
  const requestMib = quantity(container.resources?.requests?.['memory']) / MEBIBYTE;
  const limitMib = quantity(container.resources?.limits?.['memory']) / MEBIBYTE;
  if (name === 'gateway') return [];
  const faults = [
    heap + BESIDE_HEAP_MIB <= limitMib ? '' : 'its heap (NODE_OPTIONS) does not fit into its memory limit',
  ];
  if (percent !== undefined) {
    const fullMib = heap + BESIDE_HEAP_MIB;
    const targetMib = (requestMib * percent) / 100;
    faults.push(
      fullMib <= targetMib
        ? ''
        : `a full heap (${fullMib} MiB) is above ${percent} % of its request (${targetMib} MiB)`,
      IDLE_MIB <= requestMib * IDLE_SHARE_MAX
        ? ''
        : `idle it holds ${IDLE_MIB} MiB, over half of its request`,
    );
  }
  return faults.filter(Boolean).map((fault) => `${id}: ${fault}`);
}

function metricTarget(hpa: Resource, resource: string): number | undefined {
  const metrics = listAt(hpa, 'spec.metrics') as readonly {
    resource?: { name: string; target: { averageUtilization?: number } };
  }[];
  return metrics.find((metric) => metric.resource?.name === resource)?.resource?.target.averageUtilization;
}
