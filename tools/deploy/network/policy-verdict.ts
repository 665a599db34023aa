/** What the NetworkPolicies of one namespace allow, by the rules of networking.k8s.io/v1. */
import { BlockList } from 'node:net';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { Labels } from '../manifest/resource.ts';
import type { Endpoint } from './endpoint.ts';

const OURS = 'fleetlink';

/** Both sides have to agree; a side that is no pod of ours has no say. */
export function isAllowed(
  policies: readonly INetworkPolicy[],
  from: Endpoint,
  to: Endpoint,
  port: number,
): boolean {
  return agrees(policies, 'Egress', from, to, port) && agrees(policies, 'Ingress', to, from, port);
}

type Direction = 'Ingress' | 'Egress';

interface Rule {
  readonly peers: readonly INetworkPolicyPeer[];
  readonly ports: readonly INetworkPolicyPort[];
}

/** A pod that no policy selects in this direction takes part in anything. */
function agrees(
  policies: readonly INetworkPolicy[],
  direction: Direction,
  own: Endpoint,
  other: Endpoint,
  port: number,
) {
  if (own.namespace !== OURS) return true;
  const selecting = policies.filter(
    ({ spec }) => spec?.policyTypes?.includes(direction) && matches(spec.podSelector, own.labels),
  );
  if (selecting.length === 0) return true;
  return selecting
    .flatMap((policy) => rulesOf(policy, direction))
    .some((rule) => includesPeer(rule.peers, other) && includesPort(rule.ports, port));
}

function rulesOf({ spec }: INetworkPolicy, direction: Direction): Rule[] {
  if (direction === 'Ingress')
    return (spec?.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }));
  return (spec?.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

/** None listed means anybody. */
function includesPeer(peers: readonly INetworkPolicyPeer[], endpoint: Endpoint): boolean {
  return peers.length === 0 || peers.some((peer) => isPeer(peer, endpoint));
}

function isPeer(
  { ipBlock, namespaceSelector, podSelector }: INetworkPolicyPeer,
  endpoint: Endpoint,
): boolean {
  if (ipBlock) return endpoint.address !== undefined && isInBlock(ipBlock.cidr, endpoint.address);
  if (endpoint.address !== undefined) return false;
  const isNamespace = namespaceSelector
    ? matches(namespaceSelector, { 'kubernetes.io/metadata.name': endpoint.namespace })
    : endpoint.namespace === OURS;
  return isNamespace && (!podSelector || matches(podSelector, endpoint.labels));
}

function isInBlock(cidr: string, address: string): boolean {
  const [network = '', prefix = ''] = cidr.split('/');
  const block = new BlockList();
  block.addSubnet(network, Number(prefix));
  return block.check(address);
}

function includesPort(ports: readonly INetworkPolicyPort[], port: number): boolean {
  return ports.length === 0 || ports.some((one) => one.port === port);
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

function matches({ matchLabels = {}, matchExpressions = [] }: Selector = {}, labels: Labels): boolean {
  const hasLabels = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return (
    hasLabels &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator === 'In') return values.includes(labels[key] ?? '');
      if (operator === 'Exists') return key in labels;
      throw new Error(`a policy selects by ${operator}, which this check does not know`);
    })
  );
}
