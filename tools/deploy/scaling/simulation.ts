/** Pods of lookup under a load that changes, second by second. */
import { Autoscaler } from './autoscaler.ts';
import type { HpaSettings } from './hpa-settings.ts';

export interface PodFigures {
  /** CPU of one redirect, in microseconds. */
  readonly redirectMicros: number;
  /** Cores that one pod can use: Node runs on one. */
  readonly coresMax: number;
  readonly coresRequested: number;
  readonly memoryMib: number;
  readonly memoryRequestedMib: number;
  /** From the decision to the first redirect: scheduling, start, readiness. */
  readonly startSeconds: number;
}

export interface Sample {
  readonly atSeconds: number;
  readonly load: number;
  readonly ready: number;
  readonly pods: number;
  /** Redirects a second that no pod had CPU for. */
  readonly unserved: number;
}

const SYNC_SECONDS = 15;

export interface SimulationRequest {
  readonly hpa: HpaSettings;
  readonly figures: PodFigures;
  readonly seconds: number;
  /** Redirects a second. */
  readonly loadAt: (second: number) => number;
}

export function simulate({ hpa, figures, seconds, loadAt }: SimulationRequest): Sample[] {
  const autoscaler = new Autoscaler(hpa, hpa.podsMin);
  let ready = hpa.podsMin;
  let starting: number[] = [];
  const samples: Sample[] = [];
  for (let second = 0; second < seconds; second += 1) {
    ready += starting.filter((readyAt) => readyAt <= second).length;
    starting = starting.filter((readyAt) => readyAt > second);
    const load = loadAt(second);
    if (second % SYNC_SECONDS === 0) {
      const pods = autoscaler.decide(second, {
        ready,
        starting: starting.length,
        ...usageOf(figures, load / ready),
      });
      const added = pods - ready - starting.length;
      if (added > 0) starting.push(...Array<number>(added).fill(second + figures.startSeconds));
      else ready += added;
    }
    const served = ready * redirectsMax(figures);
    samples.push({
      atSeconds: second,
      load,
      ready,
      pods: ready + starting.length,
      unserved: Math.max(0, load - served),
    });
  }
  return samples;
}

/** Redirects a second that one pod can answer. */
export function redirectsMax({ coresMax, redirectMicros }: PodFigures): number {
  return (coresMax * 1e6) / redirectMicros;
}

function usageOf(figures: PodFigures, loadOfPod: number) {
  const cores = Math.min(figures.coresMax, (loadOfPod * figures.redirectMicros) / 1e6);
  return {
    cpuPercent: (cores / figures.coresRequested) * 100,
    memoryPercent: (figures.memoryMib / figures.memoryRequestedMib) * 100,
  };
}
