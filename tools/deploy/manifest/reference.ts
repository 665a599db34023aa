/** Who names whom: ConfigMaps and Secrets of pods, targets of operators' resources, hosts in settings. */
import type { Overlay } from './overlay.ts';
import { environmentOf } from './pod-environment.ts';
import { at, idOf, listAt, textAt, type Resource } from './resource.ts';
import { workloadsOf, type Workload } from './workload.ts';

export interface Reference {
  readonly from: string;
  /** `host` for one that is looked up by name. */
  readonly kind: string;
  readonly name: string;
}

type Named = Omit<Reference, 'from'>;

export function dependenciesOf(overlay: Overlay): Reference[] {
  return [
    ...workloadsOf(overlay).flatMap((workload) => ofWorkload(overlay, workload)),
    ...overlay.resources.flatMap((resource) => ofResource(resource)),
  ];
}

function ofWorkload(overlay: Overlay, workload: Workload): Reference[] {
  const { pod, container } = workload;
  const found: Named[] = [
    { kind: 'ServiceAccount', name: pod.serviceAccountName ?? '' },
    { kind: 'PriorityClass', name: pod.priorityClassName ?? '' },
    ...(container.envFrom ?? []).map(({ configMapRef }) => ({
      kind: 'ConfigMap',
      name: configMapRef?.name ?? '',
    })),
    ...(container.env ?? []).flatMap(({ valueFrom }) =>
      valueFrom?.secretKeyRef ? [{ kind: 'Secret', name: valueFrom.secretKeyRef.name ?? '' }] : [],
    ),
    ...(pod.volumes ?? []).flatMap((volume) => ofVolume(volume)),
    ...hostsIn(environmentOf(overlay, workload)).map((name) => ({ kind: 'host', name })),
  ];
  return found.map((named) => ({ from: workload.id, ...named }));
}

function ofVolume(volume: object): Named[] {
  const maps = [
    at(volume, 'configMap'),
    ...listAt(volume, 'projected.sources').map((source) => at(source, 'configMap')),
  ];
  const secret = textAt(volume, 'secret.secretName');
  return [
    ...maps
      .filter((map) => map !== undefined)
      .map((map) => ({ kind: 'ConfigMap', name: textAt(map, 'name') })),
    ...(secret === '' ? [] : [{ kind: 'Secret', name: secret }]),
  ];
}

/** Of database URLs, and of Redis nodes as host:port. */
function hostsIn(environment: Readonly<Record<string, string | undefined>>): string[] {
  const texts = Object.entries(environment).map(([name, text = '']) => ({ name, text }));
  const databases = texts.flatMap(({ text }) =>
    [...text.matchAll(/@([\w.-]+):5432/g)].map(([, host]) => host!),
  );
  const nodes = texts
    .filter(({ name }) => name.endsWith('_NODES'))
    .flatMap(({ text }) => text.split(',').map((node) => node.split(':')[0]!.trim()));
  return [...databases, ...nodes];
}

/** Where resources of operators name others: the kind named, and the path. */
const PATHS: Readonly<Record<string, readonly (readonly [kind: string, path: string])[]>> = {
  Pooler: [
    ['Cluster', 'spec.cluster.name'],
    ['PriorityClass', 'spec.template.spec.priorityClassName'],
  ],
  ScheduledBackup: [['Cluster', 'spec.cluster.name']],
  Cluster: [
    ['ObjectStore', 'spec.plugins.0.parameters.barmanObjectName'],
    ['Secret', 'spec.bootstrap.initdb.secret.name'],
    ['Secret', 'spec.certificates.serverCASecret'],
    ['Secret', 'spec.externalClusters.0.sslKey.name'],
    ['PriorityClass', 'spec.priorityClassName'],
  ],
  RedisCluster: [
    ['ConfigMap', 'spec.redisLeader.redisConfig.additionalRedisConfig'],
    ['ConfigMap', 'spec.redisFollower.redisConfig.additionalRedisConfig'],
    ['Secret', 'spec.kubernetesConfig.redisSecret.name'],
    ['PriorityClass', 'spec.priorityClassName'],
  ],
  ObjectStore: [['Secret', 'spec.configuration.s3Credentials.accessKeyId.name']],
  Ingress: [['Service', 'spec.rules.0.http.paths.0.backend.service.name']],
  HTTPRoute: [
    ['Gateway', 'spec.parentRefs.0.name'],
    ['Service', 'spec.rules.0.backendRefs.0.name'],
  ],
  VirtualService: [
    ['Gateway', 'spec.gateways.0'],
    ['Service', 'spec.http.0.route.0.destination.host'],
    ['Service', 'spec.http.1.route.0.destination.host'],
  ],
  DestinationRule: [['Service', 'spec.host']],
  Rollout: [
    ['Deployment', 'spec.workloadRef.name'],
    ['AnalysisTemplate', 'spec.strategy.canary.analysis.templates.0.templateName'],
    ['VirtualService', 'spec.strategy.canary.trafficRouting.istio.virtualService.name'],
    ['DestinationRule', 'spec.strategy.canary.trafficRouting.istio.destinationRule.name'],
    ['Service', 'spec.strategy.blueGreen.activeService'],
    ['Service', 'spec.strategy.blueGreen.previewService'],
    ['AnalysisTemplate', 'spec.strategy.blueGreen.prePromotionAnalysis.templates.0.templateName'],
    ['AnalysisTemplate', 'spec.strategy.blueGreen.postPromotionAnalysis.templates.0.templateName'],
  ],
  ScaledObject: [['TriggerAuthentication', 'spec.triggers.0.authenticationRef.name']],
  TriggerAuthentication: [['Secret', 'spec.secretTargetRef.0.name']],
};

function ofResource(resource: Resource): Reference[] {
  return (PATHS[resource.kind] ?? []).flatMap(([kind, path]) => {
    const name = textAt(resource, path);
    return name === '' ? [] : [{ from: idOf(resource), kind, name }];
  });
}
