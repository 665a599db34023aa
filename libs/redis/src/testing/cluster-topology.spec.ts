import { expect, test } from '@jest/globals';
import { shardsOf } from './cluster-topology.js';

const nodes = [7001, 7002, 7003, 7004].map((port) => ({ host: '127.0.0.1', port }));
const text = [
  'a1 127.0.0.1:7001@17001 myself,master - 0 0 1 connected 0-5460 5462',
  'b2 127.0.0.1:7002@17002 master,fail - 0 0 2 disconnected 5463-16383',
  'c3 127.0.0.1:7003@17003 slave a1 0 0 1 connected',
  'd4 127.0.0.1:7004@17004 master - 0 0 3 connected',
].join('\n');

test('living masters are found with their slots and replicas', () => {
  const [first, , , fresh] = nodes;
  expect(shardsOf(text, nodes)).toEqual([
    {
      node: first,
      slots: [
        [0, 5460],
        [5462, 5462],
      ],
      replicas: [nodes[2]],
    },
    { node: fresh, slots: [], replicas: [] },
  ]);
});
