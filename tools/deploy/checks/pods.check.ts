import type { IContainer } from 'kubernetes-models/v1/Container';
import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { environmentOf } from '../manifest/pod-environment.ts';
import { quantity } from '../manifest/quantity.ts';
import { idOf, numberAt, ofKind, textAt } from '../manifest/resource.ts';
import { isOurs, workloadsOf, type Workload } from '../manifest/workload.ts';

/** What every pod must be: unprivileged, bounded, probed, and gone in good order. */
export const check: DeployCheck = {
  name: 'pods',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const workloads = workloadsOf(overlay);
      const faults = workloads.flatMap((workload) =>
        [...RULES, ...(workload.resource.kind === 'Deployment' ? SERVING_RULES : [])]
          .filter(({ holds }) => !holds(workload, overlay))
          .map(({ wants }) => `${workload.id}: ${wants}`),
      );
      return { objects: workloads.length, faults: [...faults, ...imageFaults(overlay)] };
    }),
};

interface Rule {
  /** What the fault says. */
  readonly wants: string;
  readonly holds: (workload: Workload, overlay: Overlay) => boolean;
}

const USER = 10001;
/** What programs of others take to end. At the gateway, a streamed bulk body may fall silent for so long. */
const ENDING_MS: Readonly<Record<string, number>> = { gateway: 60_000, jaeger: 10_000 };
const WRITABLE = ['/var/lib/fleetlink', '/tmp'];

const RULES: readonly Rule[] = [
  {
    wants: `must run as user ${USER}, never as root`,
    holds: ({ pod }) =>
      pod.securityContext?.runAsNonRoot === true &&
      pod.securityContext.runAsUser === USER &&
      pod.securityContext.fsGroup === USER,
  },
  {
    wants: 'wants seccompProfile RuntimeDefault',
    holds: ({ pod }) => pod.securityContext?.seccompProfile?.type === 'RuntimeDefault',
  },
  {
    wants: 'wants automountServiceAccountToken: false',
    holds: ({ pod }) => pod.automountServiceAccountToken === false,
  },
  {
    wants: 'wants enableServiceLinks: false, since CREATE_PORT=tcp://… would be read as a setting',
    holds: ({ pod }) => pod.enableServiceLinks === false,
  },
  {
    wants: 'must not gain privileges, and drop all capabilities',
    holds: ({ container }) => isConfined(container),
  },
  {
    wants: 'wants a read-only root file system',
    holds: ({ container }) => container.securityContext?.readOnlyRootFilesystem === true,
  },
  {
    wants: 'mounts no volume from its node',
    holds: ({ pod }) => (pod.volumes ?? []).every(({ hostPath }) => hostPath === undefined),
  },
  {
    wants: 'wants requests of CPU and memory, and a limit of memory',
    holds: ({ container }) => isBounded(container),
  },
  {
    wants: 'may have no CPU limit: bursts are served while pods are added',
    holds: ({ container }) => container.resources?.limits?.['cpu'] === undefined,
  },
  {
    wants: 'wants memory limit = request, or the node may run out of what it promised',
    holds: ({ container, name }) =>
      name === 'gateway' ||
      container.resources?.limits?.['memory'] === container.resources?.requests?.['memory'],
  },
  {
    wants: `wants a writable volume at ${WRITABLE.join(' and ')}, bounded in size`,
    holds: (workload) => hasWritable(workload),
  },
  { wants: 'wants a priority class', holds: ({ pod }) => (pod.priorityClassName ?? '') !== '' },
];

const SERVING_RULES: readonly Rule[] = [
  {
    wants: 'wants startup, liveness and readiness probes on its management port',
    holds: ({ container }) => isProbed(container),
  },
  {
    wants: 'must not be live by its dependencies: /livez',
    holds: ({ container }) => container.livenessProbe?.httpGet?.path === '/livez',
  },
  {
    wants: 'wants maxUnavailable 0 while a new version comes up',
    holds: ({ resource }) =>
      (resource['spec'] as { strategy?: { rollingUpdate?: { maxUnavailable?: unknown } } }).strategy
        ?.rollingUpdate?.maxUnavailable === 0,
  },
  {
    wants: 'must be spread over zones and hosts',
    // a program of others that runs alone is nowhere to spread
    holds: (workload) =>
      (!isOurs(workload) && numberAt(workload.resource, 'spec.replicas') === 1) ||
      ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].every((key) =>
        (workload.pod.topologySpreadConstraints ?? []).some(({ topologyKey }) => topologyKey === key),
      ),
  },
  {
    wants: 'wants terminationGracePeriodSeconds above preStop and the time it takes to end',
    holds: (workload, overlay) => endsInTime(workload, overlay),
  },
];

function isConfined({ securityContext }: IContainer): boolean {
  return (
    securityContext?.allowPrivilegeEscalation === false && securityContext.capabilities?.drop?.[0] === 'ALL'
  );
}

function isBounded({ resources }: IContainer): boolean {
  const { requests, limits } = resources ?? {};
  return [requests?.['cpu'], requests?.['memory'], limits?.['memory']].every(
    (amount) => quantity(amount) > 0,
  );
}

function hasWritable(workload: Workload): boolean {
  const { pod, container } = workload;
  const wanted = isOurs(workload) ? WRITABLE : ['/tmp'];
  return wanted.every((path) => {
    const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === path);
    const volume = pod.volumes?.find((candidate) => candidate.name === mount?.name);
    return volume?.emptyDir?.sizeLimit !== undefined;
  });
}

function isProbed({ startupProbe, livenessProbe, readinessProbe }: IContainer): boolean {
  return [startupProbe, livenessProbe, readinessProbe].every(
    (probe) => probe?.httpGet?.port === 'management',
  );
}

function endsInTime(workload: Workload, overlay: Overlay): boolean {
  const { pod, container } = workload;
  const preStopSeconds = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const endSeconds = endingMs(workload, overlay) / 1000;
  return preStopSeconds > 0 && (pod.terminationGracePeriodSeconds ?? 0) > preStopSeconds + endSeconds;
}

function endingMs(workload: Workload, overlay: Overlay): number {
  const ofOthers = ENDING_MS[workload.name];
  if (ofOthers !== undefined) return ofOthers;
  const { DRAIN_MS, SHUTDOWN_GRACE_MS } = environmentOf(overlay, workload);
  return Number(DRAIN_MS) + Number(SHUTDOWN_GRACE_MS);
}

/** Images of everything, operators' resources included: a tag that moves is another version tomorrow. */
function imageFaults({ resources }: Overlay): string[] {
  const fixed = /^[^\s:@]+(:\d+\/[^\s:@]+)?(:(?!latest$)[\w.-]+)(@sha256:[0-9a-f]{64})?$/;
  const named = [
    ...workloadsOf({ name: '', resources }).map(({ id, container }) => ({
      id,
      image: container.image ?? '',
    })),
    ...ofKind(resources, 'Cluster').map((one) => ({ id: idOf(one), image: textAt(one, 'spec.imageName') })),
    ...ofKind(resources, 'Pooler').map((one) => ({
      id: idOf(one),
      image: textAt(one, 'spec.template.spec.containers.0.image'),
    })),
    ...ofKind(resources, 'RedisCluster').flatMap((one) =>
      ['spec.kubernetesConfig.image', 'spec.redisExporter.image'].map((path) => ({
        id: idOf(one),
        image: textAt(one, path),
      })),
    ),
  ];
  return named
    .filter(({ image }) => !fixed.test(image))
    .map(({ id, image }) => `${id}: the image "${image}" wants a tag that stays, not latest`);
}
