import { by, gauge, only, type Metrics } from '@fleetlink/service';
import type { WarmUpReport } from './warm-up.js';

export const warmMetrics = {
  names: gauge('fleetlink_warm_up_names', 'Names of the warm-up at the start: listed, and answered.', [
    'state',
  ]),
  seconds: gauge('fleetlink_warm_up_seconds', 'How long the warm-up at the start took.'),
  cold: gauge('fleetlink_warm_up_cold', '1 if the warm-up at the start failed or was cut off.'),
};

/** Nothing is shown before the warm-up has ended, nor where there is none. */
export function measureWarmUp(metrics: Metrics, report: () => WarmUpReport | undefined): void {
  const shown = <Shown>(show: (of: WarmUpReport) => Shown[]) => {
    const ended = report();
    return ended ? show(ended) : [];
  };
  metrics.show(warmMetrics.names, () =>
    shown(({ names, answered }) => by('state', { listed: names, answered })),
  );
  metrics.show(warmMetrics.seconds, () => shown(({ seconds }) => only(seconds)));
  metrics.show(warmMetrics.cold, () =>
    shown(({ isCutOff, fault }) => only(Number(isCutOff || fault !== undefined))),
  );
}
