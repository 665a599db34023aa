import type { Dashboard } from '../dashboard.ts';
import { rateBy } from '../query.ts';
import { unit } from '../unit.ts';

export const clicks: Dashboard = {
  uid: 'fleetlink-clicks',
  title: 'Fleetlink: clicks',
  description:
    'The way of a click: memory of lookup, spool on disk, bus, rollups. Every click is counted once.',
  rows: [
    {
      title: 'From end to end',
      panels: [
        {
          title: 'Recorded and counted',
          description:
            'What lookup took from redirects, and what stats put into the rollups: the same, a moment later.',
          unit: unit.perSecond,
          queries: [
            { expr: 'sum(rate(fleetlink_clicks_recorded_total[5m]))', legend: 'recorded' },
            { expr: 'sum(rate(fleetlink_clicks_counted_total[5m]))', legend: 'counted' },
            { expr: 'sum(rate(fleetlink_clicks_bots_total[5m]))', legend: 'bots among them' },
          ],
        },
        {
          title: 'Lost',
          description: 'Clicks that nobody will count, by reason. Anything above 0 breaks a promise.',
          unit: unit.perSecond,
          alerts: ['ClicksDropped'],
          queries: [rateBy('reason, instance', 'fleetlink_clicks_dropped_total')],
        },
        {
          title: 'Left out',
          description: 'Clicks that the rules on age refuse: from the future, or too long ago.',
          unit: unit.perSecond,
          queries: [rateBy('reason', 'fleetlink_clicks_left_out_total')],
        },
      ],
    },
    {
      title: 'In lookup',
      panels: [
        {
          title: 'Clicks in memory',
          description: 'Lost if the process is killed: those of the last 50 ms.',
          unit: unit.count,
          queries: [{ expr: 'fleetlink_clicks_buffered', legend: '{{instance}}' }],
        },
        {
          title: 'Spool used',
          description: 'Share of CLICK_SPOOL_BYTES_MAX. Full: clicks are lost.',
          unit: unit.share,
          limits: { warning: 0.5, critical: 0.9 },
          alerts: ['ClickSpoolFilling'],
          queries: [
            { expr: 'fleetlink_click_spool_bytes / fleetlink_click_spool_max_bytes', legend: '{{instance}}' },
          ],
        },
        {
          title: 'Batches in the spool',
          description: 'Not yet acknowledged by the bus.',
          unit: unit.count,
          alerts: ['ClickSpoolFilling'],
          queries: [{ expr: 'fleetlink_click_spool_batches', legend: '{{instance}}' }],
        },
        {
          title: 'Batches on their way',
          description:
            'Written to the spool, sent to the bus; replayed: found in the spool of a process that ended.',
          unit: unit.perSecond,
          queries: [rateBy('step', 'fleetlink_click_batches_total')],
        },
        {
          title: 'Failures of spool and bus',
          description:
            'Sends that the bus refused, flushes that the disk refused, unfinished ends that a crash left.',
          unit: unit.perSecond,
          queries: [rateBy('instance, kind', 'fleetlink_click_spool_failures_total')],
        },
      ],
    },
    {
      title: 'Bus',
      panels: [
        {
          title: 'Batches in the streams',
          description: 'waiting: not handed out; pending: handed out and not counted.',
          unit: unit.count,
          limits: { warning: 100, critical: 1_000 },
          alerts: ['ClickBusLagging', 'ClickBusStuck'],
          queries: [{ expr: 'max by (state) (fleetlink_click_bus_batches)', legend: '{{state}}' }],
        },
        {
          title: 'Longest silence of a consumer',
          description: 'What a silent one holds is taken over after CLICK_CLAIM_IDLE_MS.',
          unit: unit.seconds,
          alerts: ['ClickBusStuck'],
          queries: [{ expr: 'max(fleetlink_click_bus_idle_seconds)', legend: 'silence' }],
        },
        {
          title: 'What the consumers did',
          description: 'Batches delivered, taken over from others, and failures.',
          unit: unit.perSecond,
          queries: [rateBy('event', 'fleetlink_click_bus_events_total')],
        },
        {
          title: 'Set aside',
          description: 'Batches whose consumers died of them, in dead_click_batch. Each wants a look.',
          unit: unit.perSecond,
          alerts: ['ClickBatchesSetAside'],
          queries: [rateBy('reason', 'fleetlink_click_dead_batches_total')],
        },
      ],
    },
    {
      title: 'Rollups',
      panels: [
        {
          title: 'Batches counted',
          description:
            'A batch that comes twice is counted once (duplicate); one that is too late to know is not.',
          unit: unit.perSecond,
          alerts: ['ClickBusStuck'],
          queries: [rateBy('outcome', 'fleetlink_click_batches_counted_total')],
        },
      ],
    },
  ],
};
