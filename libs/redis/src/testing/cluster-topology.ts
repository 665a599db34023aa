import type { TestRedisNode } from './redis-keeper.js';

export interface Shard {
  readonly node: TestRedisNode;
  readonly slots: readonly (readonly [first: number, last: number])[];
  readonly replicas: readonly TestRedisNode[];
}

interface Line {
  readonly id: string;
  readonly port: number;
  readonly flags: readonly string[];
  readonly masterId: string;
  readonly slots: readonly string[];
}

/** The living masters in what CLUSTER NODES prints: `id ip:port@bus flags master ping pong epoch link slots…`. */
export function shardsOf(text: string, nodes: readonly TestRedisNode[]): Shard[] {
  const lines = text.split('\n').map(lineOf);
  const nodeOf = ({ port }: Line): TestRedisNode => nodes.find((node) => node.port === port)!;
  return lines
    .filter(({ flags }) => flags.includes('master') && !flags.includes('fail'))
    .map((master) => ({
      node: nodeOf(master),
      slots: master.slots.map(rangeOf),
      replicas: lines.filter(({ masterId }) => masterId === master.id).map(nodeOf),
    }));
}

function lineOf(text: string): Line {
  const [id = '', address = '', flags = '', masterId = '', , , , , ...slots] = text.split(' ');
  return { id, port: Number(/:(\d+)@/.exec(address)?.[1]), flags: flags.split(','), masterId, slots };
}

function rangeOf(text: string): [first: number, last: number] {
  const [first = 0, last = first] = text.split('-').map(Number);
  return [first, last];
}
