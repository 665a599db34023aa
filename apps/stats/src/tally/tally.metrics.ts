import type { TallyCounters } from '@fleetlink/click';
import { by, counter, only, type Metrics } from '@fleetlink/service';

export const tallyMetrics = {
  batches: counter(
    'fleetlink_click_batches_counted_total',
    'Batches counted into the rollups, those counted before (duplicate), and those too late to know.',
    ['outcome'],
  ),
  clicks: counter('fleetlink_clicks_counted_total', 'Clicks counted into the rollups, bots included.'),
  bots: counter('fleetlink_clicks_bots_total', 'Clicks counted that the list of bots names.'),
  leftOut: counter('fleetlink_clicks_left_out_total', 'Clicks not counted by the rules on age.', ['reason']),
};

export function measureTally(metrics: Metrics, counters: TallyCounters): void {
  metrics.show(tallyMetrics.batches, () => {
    const { batches: counted, duplicates: duplicate, tooLateBatches: late } = counters.values();
    return by('outcome', { counted, duplicate, late });
  });
  metrics.show(tallyMetrics.clicks, () => only(counters.values().clicks));
  metrics.show(tallyMetrics.bots, () => only(counters.values().bots));
  metrics.show(tallyMetrics.leftOut, () => {
    const { tooOld: too_old, tooFarAhead: too_far_ahead } = counters.values();
    return by('reason', { too_old, too_far_ahead });
  });
}
