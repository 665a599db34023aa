import type { Dashboard } from '../dashboard.ts';
import { rateBy } from '../query.ts';
import { unit } from '../unit.ts';

const OURS = '{service!=""}';

export const processes: Dashboard = {
  uid: 'fleetlink-processes',
  title: 'Fleetlink: processes',
  description:
    'Each process of create, lookup and stats: its event loop, its memory, the load that it refuses.',
  rows: [
    {
      title: 'Event loop and processor',
      panels: [
        {
          title: 'Event loop lag',
          description: 'P99: how late timers are. Everything in the process waits that long.',
          unit: unit.seconds,
          limits: { warning: 0.05, critical: 0.1 },
          alerts: ['EventLoopBlocked'],
          queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds', legend: '{{service}} {{instance}}' }],
        },
        {
          title: 'Processor',
          description: 'Cores used. A process has one event loop, so 1 is nearly all that it can use.',
          unit: unit.plain,
          limits: { warning: 0.8, critical: 0.95 },
          alerts: ['CpuHigh'],
          queries: [rateBy('service, instance', `process_cpu_seconds_total${OURS}`)],
        },
        {
          title: 'Garbage collection',
          description: 'Share of the time that it takes, by kind.',
          unit: unit.share,
          queries: [rateBy('service, kind', 'nodejs_gc_duration_seconds_sum')],
        },
      ],
    },
    {
      title: 'Memory',
      panels: [
        {
          title: 'Resident memory of the limit',
          description: 'Above 100 % the kernel kills the process.',
          unit: unit.share,
          limits: { warning: 0.85, critical: 0.95 },
          alerts: ['MemoryHigh'],
          queries: [
            {
              expr: `process_resident_memory_bytes${OURS} / fleetlink_memory_limit_bytes`,
              legend: '{{service}} {{instance}}',
            },
          ],
        },
        {
          title: 'Resident memory',
          description: 'What the kernel counts for each process.',
          unit: unit.bytes,
          queries: [{ expr: `process_resident_memory_bytes${OURS}`, legend: '{{service}} {{instance}}' }],
        },
        {
          title: 'Heap used',
          description: 'Of JavaScript. One that only grows is a leak.',
          unit: unit.bytes,
          queries: [{ expr: 'nodejs_heap_size_used_bytes', legend: '{{service}} {{instance}}' }],
        },
      ],
    },
    {
      title: 'Load',
      panels: [
        {
          title: 'Requests in flight',
          description: 'Share of REQUESTS_IN_FLIGHT_MAX; bulk requests are refused first, redirects last.',
          unit: unit.share,
          queries: [
            {
              expr: 'fleetlink_requests_in_flight / fleetlink_requests_in_flight_max',
              legend: '{{service}} {{instance}}',
            },
          ],
        },
        {
          title: 'Requests shed',
          description: 'Refused with 503 because too many were in flight, by priority.',
          unit: unit.requestsPerSecond,
          alerts: ['RequestsShed'],
          queries: [rateBy('service, priority', 'fleetlink_requests_shed_total')],
        },
        {
          title: 'Open files',
          description: 'Share of the limit; each connection is one.',
          unit: unit.share,
          limits: { warning: 0.7, critical: 0.9 },
          queries: [
            { expr: `process_open_fds${OURS} / process_max_fds${OURS}`, legend: '{{service}} {{instance}}' },
          ],
        },
      ],
    },
    {
      title: 'Comings and goings',
      panels: [
        {
          title: 'Ready',
          description: '1 while the process says that it can serve.',
          unit: unit.count,
          alerts: ['HealthCheckFailing', 'ServiceAbsent'],
          queries: [{ expr: 'fleetlink_ready', legend: '{{service}} {{instance}}' }],
        },
        {
          title: 'Up for',
          description: 'A saw is a process that keeps dying.',
          unit: unit.seconds,
          queries: [
            { expr: `time() - process_start_time_seconds${OURS}`, legend: '{{service}} {{instance}}' },
          ],
        },
      ],
    },
  ],
};
