/** The status as lines to read. */
import type { Lag } from '../postgres/replication.ts';
import type { NodeStatus } from './node-status.ts';

const TITLES = ['name', 'role', 'port', 'pid', 'state', 'lag', 'memory', ''];
const RIGHT = new Set(['port', 'pid', 'memory']);
const MEBIBYTE = 1_048_576;

export function statusTable(nodes: readonly NodeStatus[]): string {
  const rows = [TITLES, ...nodes.map(cellsOf), totalOf(nodes)];
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => row.map((cell, column) => padded(cell, widths[column]!, TITLES[column]!)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function cellsOf(node: NodeStatus): string[] {
  return [
    node.name,
    node.role,
    String(node.proxiedPort === null ? node.port : `${node.proxiedPort} > ${node.port}`),
    node.pid === null ? '-' : String(node.pid),
    node.state,
    lagText(node.lag),
    megabytes(node.memoryBytes),
    [node.note, node.fault === null || node.fault === 'off' ? null : `fault: ${node.fault}`]
      .filter((word) => word !== null)
      .join('; '),
  ];
}

function totalOf(nodes: readonly NodeStatus[]): string[] {
  const up = nodes.filter(({ state }) => state === 'up').length;
  const bytes = nodes.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0);
  return [`${nodes.length} nodes`, '', '', '', `${up} up`, '', megabytes(bytes), ''];
}

/** `0 B`, `1.4 MB, 310 ms`; a dash where nothing is replicated. */
export function lagText(lag: Lag | null): string {
  if (lag === null) return '-';
  const bytes = lag.bytes < MEBIBYTE ? `${lag.bytes} B` : `${(lag.bytes / MEBIBYTE).toFixed(1)} MB`;
  return lag.ms === null ? bytes : `${bytes}, ${lag.ms.toFixed(0)} ms`;
}

function megabytes(bytes: number | null): string {
  return !bytes ? '-' : `${(bytes / MEBIBYTE).toFixed(1)} MB`;
}

function padded(cell: string, width: number, title: string): string {
  return RIGHT.has(title) ? cell.padStart(width) : cell.padEnd(width);
}
