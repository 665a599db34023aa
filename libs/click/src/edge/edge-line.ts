import type { ClickFacts } from '../event/click-event.js';
import { parseEdgeField } from './edge-field.js';

/** What the gateway logs of a redirect that it answered from its cache (`log_format edge_click` of docker/nginx). */
interface EdgeLine {
  readonly link: string;
  /** Epoch seconds with three decimals. */
  readonly at: number;
  /** Truncated already, as `networkOf` does. */
  readonly network: string;
  readonly agent: string;
  readonly referrer: string;
  readonly languages: string;
}

const texts = ['link', 'network', 'agent', 'referrer', 'languages'] as const;

/** It never throws: what stands in a file is judged, not trusted. @returns undefined for what is no such line. */
export function parseEdgeLine(text: string): ClickFacts | undefined {
  const line = parsed(text);
  if (line === undefined) return undefined;
  const link = parseEdgeField(line.link);
  if (link === undefined) return undefined;
  const { id: linkId, tenantId, name } = link;
  const { network: address, agent, referrer, languages } = line;
  return { linkId, tenantId, name, at: Math.round(line.at * 1000), address, agent, referrer, languages };
}

function parsed(text: string): EdgeLine | undefined {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof EdgeLine, unknown>> | null;
    const isWhole = texts.every((key) => typeof value?.[key] === 'string') && typeof value?.at === 'number';
    return isWhole ? (value as unknown as EdgeLine) : undefined;
  } catch {
    return undefined;
  }
}
