/** The environment that a container gets, as far as it stands in the tree. */
import type { Environment } from '@fleetlink/settings';
import type { Overlay } from './overlay.ts';
import { labelsAt, ofKind } from './resource.ts';
import type { Workload } from './workload.ts';

/** Stands for what a Secret will hold: right in form for every secret there is. */
export const SECRET_STAND_IN = '0123456789abcdef0123456789abcdef';

export interface Variable {
  readonly name: string;
  /** Undefined where it comes from a Secret or from the pod itself. */
  readonly text: string | undefined;
}

/** In the order in which the kubelet takes them: ConfigMaps first. */
export function variablesOf({ resources }: Overlay, { container }: Workload): Variable[] {
  const shared = (container.envFrom ?? []).flatMap(({ configMapRef }) => {
    const map = ofKind(resources, 'ConfigMap').find(({ metadata }) => metadata.name === configMapRef?.name);
    return Object.entries(labelsAt(map, 'data')).map(([name, text]) => ({ name, text }));
  });
  const own = (container.env ?? []).map(({ name, value, valueFrom }) => ({
    name,
    text: valueFrom ? undefined : value,
  }));
  return [...shared, ...own];
}

/** As the process reads it: `$(NAME)` put in, and a stand-in for every secret and every `NAME_FILE`. */
export function environmentOf(overlay: Overlay, workload: Workload): Environment {
  const values: Record<string, string> = {};
  for (const { name, text } of variablesOf(overlay, workload)) {
    const expanded = text?.replaceAll(/\$\((\w+)\)/g, (whole, other: string) => values[other] ?? whole);
    if (name.endsWith('_FILE')) values[name.slice(0, -'_FILE'.length)] = SECRET_STAND_IN;
    else values[name] = expanded ?? SECRET_STAND_IN;
  }
  return values;
}
