import { isFree } from '@fleetlink/testing';

// A node's bus listens 10,000 above its port. Both ranges lie below the ports that Linux gives to outgoing connections.
const FIRST_PORT = 12_000;
const LAST_PORT = 21_999;
const BUS_OFFSET = 10_000;

/** Ports of 127.0.0.1 of which the port itself and that of its bus were free a moment ago. */
export async function freeNodePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  // From a port drawn by lot, so that test processes seldom look at the same ones at the same time.
  let port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
  while (ports.length < count) {
    port = port >= LAST_PORT ? FIRST_PORT : port + 1;
    if ((await isFree(port)) && (await isFree(port + BUS_OFFSET))) ports.push(port);
  }
  return ports;
}
