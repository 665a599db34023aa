import { createTopics } from '@fleetlink/create';
import { lookupTopics } from '@fleetlink/lookup';
import { statsTopics } from '@fleetlink/stats';
import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { environmentOf } from '../manifest/pod-environment.ts';
import { idOf, labelsAt, listAt, ofKind, type Resource } from '../manifest/resource.ts';
import { deploymentsOf, type Workload } from '../manifest/workload.ts';

const APPS: Readonly<Record<string, typeof createTopics.service>> = {
  create: createTopics.service,
  lookup: lookupTopics.service,
  stats: statsTopics.service,
};

/** Whoever connects finds somebody who listens: processes, pods, Services and the gateway's upstreams agree. */
export const check: DeployCheck = {
  name: 'ports',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const deployments = deploymentsOf(overlay);
      const services = ofKind(overlay.resources, 'Service', 'v1');
      return {
        objects: deployments.length + services.length,
        faults: [
          ...deployments.flatMap((workload) => listenFaults(overlay, workload)),
          ...services.flatMap((service) => targetFaults(service, deployments)),
          ...deployments
            .filter(({ name }) => name === 'gateway')
            .flatMap((one) => upstreamFaults(overlay, one)),
        ],
      };
    }),
};

/** The ports of a pod are those on which its process listens. */
function listenFaults(overlay: Overlay, workload: Workload): string[] {
  const settings = APPS[workload.name];
  if (!settings) return [];
  const environment = environmentOf(overlay, workload);
  const listens = {
    http: settings.port.schema.parse(environment['PORT']),
    management: settings.managementPort.schema.parse(environment['MANAGEMENT_PORT']),
  };
  return Object.entries(listens)
    .filter(([name, port]) => portOf(workload, name) !== port)
    .map(
      ([name, port]) =>
        `${workload.id}: the port ${name} is ${portOf(workload, name)}, it listens on ${port}`,
    );
}

/** A Service before pods of ours leads to one of their ports, under the same number. */
function targetFaults(service: Resource, deployments: readonly Workload[]): string[] {
  const app = labelsAt(service, 'spec.selector')['app.kubernetes.io/name'];
  if (app === undefined) return [];
  const workload = deployments.find(({ labels }) => labels['app.kubernetes.io/name'] === app);
  if (!workload) return [`${idOf(service)}: no pod is called ${app}`];
  return (listAt(service, 'spec.ports') as readonly { port: number; targetPort: string }[])
    .filter(({ port, targetPort }) => portOf(workload, targetPort) !== port)
    .map(({ port, targetPort }) => `${idOf(service)}: ${port} leads to ${targetPort}, which is another port`);
}

/** `server create:8081;` names a Service and one of its ports. */
function upstreamFaults({ resources }: Overlay, { id, container }: Workload): string[] {
  const servers = (container.env ?? []).filter(({ name }) => name.endsWith('_SERVERS'));
  return servers.flatMap(({ name, value = '' }) => {
    const [, host, port] = /server ([\w-]+)[\w.-]*:(\d+)/.exec(value) ?? [];
    const service = ofKind(resources, 'Service', 'v1').find(({ metadata }) => metadata.name === host);
    const ports = (listAt(service, 'spec.ports') as readonly { port: number }[]).map((one) => one.port);
    return ports.includes(Number(port))
      ? []
      : [`${id}: ${name} leads to ${host}:${port}, which no Service has`];
  });
}

function portOf({ container }: Workload, name: string): number | undefined {
  return container.ports?.find((port) => port.name === name)?.containerPort;
}
