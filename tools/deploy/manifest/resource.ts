/** One Kubernetes object, and how to read what lies in it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  readonly [field: string]: unknown;
}

export type Labels = Readonly<Record<string, string>>;

/** `Deployment/lookup` */
export function idOf({ kind, metadata }: Resource): string {
  return `${kind}/${metadata.name}`;
}

/** What lies at `spec.template.0.name`, or undefined. A dot inside of a key is written `~`. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .map((key) => key.replaceAll('~', '.'))
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}

export function numberAt(value: unknown, path: string, otherwise = 0): number {
  const found = at(value, path);
  return typeof found === 'number' ? found : otherwise;
}

export function labelsAt(value: unknown, path: string): Labels {
  return (at(value, path) as Labels | undefined) ?? {};
}

/** `kind: Rollout, spec: …` of one kind. The group tells Gateway of Istio from that of the Gateway API. */
export function ofKind(resources: readonly Resource[], kind: string, group = ''): Resource[] {
  return resources.filter((resource) => resource.kind === kind && resource.apiVersion.startsWith(group));
}
