/**
 * The HorizontalPodAutoscaler's algorithm, after "Horizontal Pod Autoscaling" of the Kubernetes documentation:
 * ratio with a tolerance, the largest of all metrics, stabilisation, then policies.
 */
import type { HpaSettings, ScalingPolicy } from './hpa-settings.ts';

const TOLERANCE = 0.1;

export interface Usage {
  /** Pods whose usage is known. */
  readonly ready: number;
  /** Pods on their way up. */
  readonly starting: number;
  /** Mean utilisation of the ready pods' requests, in percent. */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

interface Moment {
  readonly atSeconds: number;
  readonly pods: number;
}

export class Autoscaler {
  private readonly recommendations: Moment[] = [];
  /** Pods added, or taken away where negative. */
  private readonly changes: Moment[] = [];

  private readonly settings: HpaSettings;
  private pods: number;

  constructor(settings: HpaSettings, pods: number) {
    this.settings = settings;
    this.pods = pods;
  }

  /** How many pods there are to be from now on. */
  decide(nowSeconds: number, usage: Usage): number {
    const { podsMin, podsMax, cpuPercent, memoryPercent } = this.settings;
    const wanted = Math.max(
      wantedPods(usage, usage.cpuPercent / cpuPercent),
      wantedPods(usage, usage.memoryPercent / memoryPercent),
    );
    const steady = this.stabilised(nowSeconds, wanted);
    const allowed =
      steady > this.pods ? this.limitUp(nowSeconds, steady) : this.limitDown(nowSeconds, steady);
    const next = Math.min(podsMax, Math.max(podsMin, allowed));
    if (next !== this.pods) this.changes.push({ atSeconds: nowSeconds, pods: next - this.pods });
    this.pods = next;
    return next;
  }

  /** Upwards the least, downwards the most that was recommended within the window. */
  private stabilised(nowSeconds: number, wanted: number): number {
    const { scaleUp, scaleDown } = this.settings;
    this.recommendations.push({ atSeconds: nowSeconds, pods: wanted });
    const within = (seconds: number): number[] =>
      this.recommendations
        .filter(({ atSeconds }) => atSeconds > nowSeconds - seconds)
        .map(({ pods }) => pods);
    const lowest = Math.min(wanted, ...within(scaleUp.stabilizationWindowSeconds));
    const highest = Math.max(wanted, ...within(scaleDown.stabilizationWindowSeconds));
    if (this.pods < lowest) return lowest;
    return this.pods > highest ? highest : this.pods;
  }

  private limitUp(nowSeconds: number, wanted: number): number {
    const limits = this.settings.scaleUp.policies.map((policy) => {
      const before = this.pods - this.changed(nowSeconds, policy, 1);
      return policy.type === 'Pods' ? before + policy.value : Math.ceil(before * (1 + policy.value / 100));
    });
    return Math.min(wanted, Math.max(...limits));
  }

  private limitDown(nowSeconds: number, wanted: number): number {
    const limits = this.settings.scaleDown.policies.map((policy) => {
      const before = this.pods + this.changed(nowSeconds, policy, -1);
      return policy.type === 'Pods' ? before - policy.value : Math.trunc(before * (1 - policy.value / 100));
    });
    return Math.max(wanted, Math.min(...limits));
  }

  /** Pods added (`sign` 1) or taken away (-1) within the policy's period. */
  private changed(nowSeconds: number, { periodSeconds }: ScalingPolicy, sign: 1 | -1): number {
    return this.changes
      .filter(({ atSeconds, pods }) => atSeconds > nowSeconds - periodSeconds && pods * sign > 0)
      .reduce((sum, { pods }) => sum + Math.abs(pods), 0);
  }
}

/** Of one metric. Pods on their way up count as idle when there are too few, and not at all otherwise. */
export function wantedPods({ ready, starting }: Usage, ratio: number): number {
  const all = ready + starting;
  if (ready === 0 || isNearOne(ratio)) return all;
  if (ratio < 1 || starting === 0) return Math.ceil(ratio * ready);
  const ratioOfAll = (ratio * ready) / all;
  return isNearOne(ratioOfAll) || ratioOfAll < 1 ? all : Math.ceil(ratioOfAll * all);
}

function isNearOne(ratio: number): boolean {
  return Math.abs(ratio - 1) <= TOLERANCE;
}
