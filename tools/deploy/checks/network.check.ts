import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { ofKind } from '../manifest/resource.ts';
import { endpointsOf, type Endpoint } from '../network/endpoint.ts';
import { flowsOf } from '../network/flows.ts';
import { isAllowed } from '../network/policy-verdict.ts';

/** On a laptop, and where one component is looked at alone, there may be no policies. */
const MAY_BE_OPEN = /^(overlays\/dev|tests\/only-.*)$/;

/** Every pair of endpoints may talk on the ports that network/flows.ts lists, and on no other. */
export const check: DeployCheck = {
  name: 'network',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const policies = ofKind(overlay.resources, 'NetworkPolicy') as unknown as INetworkPolicy[];
      if (policies.length === 0)
        return { objects: 0, faults: MAY_BE_OPEN.test(overlay.name) ? [] : ['has no network policies'] };
      const tried = attemptsOf(overlay);
      const wanted = new Set(flowsOf(overlay).map(({ from, to, port }) => keyOf(from, to, port)));
      const faults = tried.flatMap(({ from, to, port }) => {
        const key = keyOf(from.name, to.name, port);
        const isOpen = isAllowed(policies, from, to, port);
        if (isOpen === wanted.has(key)) return [];
        return [`${key} is ${isOpen ? 'allowed, and nobody needs it' : 'refused, and needed'}`];
      });
      return { objects: tried.length, faults: [...new Set(faults)] };
    }),
};

interface Attempt {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly port: number;
}

/** Everybody to everybody, where at least one of them is ours. */
function attemptsOf(overlay: Overlay): Attempt[] {
  const endpoints = endpointsOf(overlay);
  return endpoints.flatMap((from) =>
    endpoints
      .filter((to) => [from.namespace, to.namespace].includes('fleetlink'))
      .flatMap((to) => to.ports.map((port) => ({ from, to, port }))),
  );
}

function keyOf(from: string, to: string, port: number): string {
  return `${from} -> ${to}:${port}`;
}
