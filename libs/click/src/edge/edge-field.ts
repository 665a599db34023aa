/** Which link an answer that a shared cache may repeat leads to; the gateway logs it and keeps it from clients. */
export const EDGE_FIELD = 'x-edge-click';

interface EdgeLink {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
}

export function edgeField({ id, tenantId, name }: EdgeLink): string {
  return `${id} ${encodeURIComponent(tenantId)} ${name}`;
}

/** Not judged: the values may be anything. @returns undefined for what `edgeField` cannot have written. */
export function parseEdgeField(text: string): EdgeLink | undefined {
  const [id, tenantId, name, ...more] = text.split(' ');
  if (id === undefined || tenantId === undefined || name === undefined || more.length > 0) return undefined;
  try {
    return { id, tenantId: decodeURIComponent(tenantId), name };
  } catch {
    return undefined;
  }
}
