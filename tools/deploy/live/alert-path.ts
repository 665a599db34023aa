/** From a process that dies to the one who is told of it, through the real Prometheus and Alertmanager. */
import { portOffsets } from '../../rig/plan/port-plan.ts';
import type { Rig } from '../../rig/rig-fleet.ts';
import { AlertWebhook } from './alert-webhook.server.ts';

const VICTIM = 'lookup-1';
const ALERT = 'TargetDown';
const PATIENCE_MS = 60_000;

export interface AlertPath {
  readonly victim: string;
  readonly alert: string;
  /** Which receiver of docker/monitoring/alertmanager.yml is told. */
  readonly receiver: string;
  /** From the kill to the webhook. */
  readonly firingSeconds: number;
  /** From the start of its successor to the webhook. */
  readonly resolvedSeconds: number;
}

export async function walkAlertPath(rig: Rig): Promise<AlertPath> {
  const webhook = await AlertWebhook.listen(rig.site.record.options.portBase + portOffsets.alerts);
  const heard = (status: string) =>
    webhook.hear(
      (alert) =>
        alert.status === status && alert.labels.alertname === ALERT && alert.labels.instance === VICTIM,
      PATIENCE_MS,
    );
  try {
    const [firingSeconds] = await Promise.all([heard('firing'), rig.kill(VICTIM)]);
    const [resolvedSeconds] = await Promise.all([heard('resolved'), rig.start(VICTIM)]);
    const { receiver } = webhook.heard.find(({ labels }) => labels.alertname === ALERT)!;
    return { victim: VICTIM, alert: ALERT, receiver, firingSeconds, resolvedSeconds };
  } finally {
    webhook.close();
  }
}
