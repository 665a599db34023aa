import { setting, wholeNumber, type TopicValues } from '@fleetlink/settings';
import { z } from 'zod';

const GIBIBYTE = 2 ** 30;

export const edgeSettings = {
  logDir: setting(
    'EDGE_LOG_DIR',
    'Folder that the gateway logs the hits of its cache to (docker/nginx: edge-clicks); one process reads it.',
    z.string().default('.fleetlink/edge-clicks'),
  ),
  logBytesMax: setting(
    'EDGE_LOG_BYTES_MAX',
    'Disk for hits that the bus has not taken; beyond it the oldest complete files are dropped and counted.',
    wholeNumber(2 ** 20, 2 ** 40, GIBIBYTE),
  ),
  pollMs: setting(
    'EDGE_LOG_POLL_MS',
    'How often the log is looked at for new hits.',
    wholeNumber(10, 60_000, 200),
  ),
} as const;

export type EdgeSettings = TopicValues<typeof edgeSettings>;
