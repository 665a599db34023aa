/** Which npm package knows a kind of object. */
import type { Resource } from '../manifest/resource.ts';

/** API groups with a package of their own; kinds of Kubernetes itself are in `kubernetes-models`. */
const PACKAGES: readonly (readonly [group: RegExp, name: string])[] = [
  [/^argoproj\.io\//, '@kubernetes-models/argo-rollouts'],
  [/^keda\.sh\//, '@kubernetes-models/keda'],
  [/^monitoring\.coreos\.com\//, '@kubernetes-models/prometheus-operator'],
  [/^gateway\.networking\.k8s\.io\//, '@kubernetes-models/gateway-api'],
  [/\.istio\.io\//, '@kubernetes-models/istio'],
  [/^(v1|apps|batch|autoscaling|policy|[a-z.]+\.k8s\.io)(\/|$)/, 'kubernetes-models'],
];

/** `kubernetes-models/apps/v1/Deployment`; undefined for a kind whose operator has no package. */
export function modelOf({ apiVersion, kind }: Resource): string | undefined {
  const [, name] = PACKAGES.find(([group]) => group.test(apiVersion)) ?? [];
  return name === undefined ? undefined : `${name}/${apiVersion}/${kind}`;
}
