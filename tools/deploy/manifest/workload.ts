/** Pods that are ours: what runs, in which number, with which environment. */
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Overlay } from './overlay.ts';
import { at, idOf, labelsAt, numberAt, ofKind, textAt, type Labels, type Resource } from './resource.ts';

export interface Workload {
  /** `Deployment/lookup` */
  readonly id: string;
  readonly name: string;
  readonly resource: Resource;
  readonly labels: Labels;
  readonly pod: IPodSpec;
  readonly container: IContainer;
}

const TEMPLATES: Readonly<Record<string, string>> = {
  Deployment: 'spec.template',
  Job: 'spec.template',
  CronJob: 'spec.jobTemplate.spec.template',
};

export function workloadsOf({ resources }: Overlay): Workload[] {
  return resources.flatMap((resource) => {
    const path = TEMPLATES[resource.kind];
    const pod = path === undefined ? undefined : (at(resource, `${path}.spec`) as IPodSpec | undefined);
    const [container] = pod?.containers ?? [];
    if (!pod || !container) return [];
    const labels = labelsAt(resource, `${path}.metadata.labels`);
    return [{ id: idOf(resource), name: resource.metadata.name, resource, labels, pod, container }];
  });
}

/** Those that serve for good. */
export function deploymentsOf(overlay: Overlay): Workload[] {
  return workloadsOf(overlay).filter(({ resource }) => resource.kind === 'Deployment');
}

/** `lookup` of `registry.example.com/fleetlink/lookup:0.1.0`; undefined for an image of somebody else. */
export function targetOfOurs({ image = '' }: IContainer): string | undefined {
  return /(?:^|\/)fleetlink\/([\w-]+)/.exec(image)?.[1];
}

/** Runs a program of ours, which reads the settings of docs/settings.md. */
export function isOurs({ container }: Workload): boolean {
  return targetOfOurs(container) !== undefined;
}

/** Those that run a Fleetlink service, which reads the settings of its app. */
export function servicesOf(overlay: Overlay): Workload[] {
  return deploymentsOf(overlay).filter(({ labels }) => labels['fleetlink.dev/pod'] === 'service');
}

/** What scales a workload: an HPA or a ScaledObject that names it, directly or through its Rollout. */
export function scalersOf({ resources }: Overlay, name: string): Resource[] {
  return [...ofKind(resources, 'HorizontalPodAutoscaler'), ...ofKind(resources, 'ScaledObject')].filter(
    (scaler) => textAt(scaler, 'spec.scaleTargetRef.name') === name,
  );
}

/** The most pods that may serve at one time outside of a rollout. */
export function podsMax(overlay: Overlay, { name, resource }: Workload): number {
  const [scaler] = scalersOf(overlay, name);
  const own = numberAt(resource, 'spec.replicas', 1);
  return numberAt(scaler, 'spec.maxReplicas', numberAt(scaler, 'spec.maxReplicaCount', own));
}

/** The same while a new version comes up beside the old one. */
export function podsMaxInRollout(overlay: Overlay, workload: Workload): number {
  const most = podsMax(overlay, workload);
  const rollout = ofKind(overlay.resources, 'Rollout').find(
    (candidate) => textAt(candidate, 'spec.workloadRef.name') === workload.name,
  );
  if (at(rollout, 'spec.strategy.blueGreen') !== undefined) return 2 * most;
  const surge =
    textAt(rollout, 'spec.strategy.canary.maxSurge') ||
    textAt(workload.resource, 'spec.strategy.rollingUpdate.maxSurge');
  return most + Math.ceil((most * Number.parseInt(surge || '25%', 10)) / 100);
}
