import { APART, type Cores } from './cores.ts';
import type { LoadSender } from './load-sender.ts';
import { busyMs, treeProcessorMs } from './machine-usage.ts';
import type { RequestPaths } from './request-paths.ts';

export interface LoadTarget {
  readonly url: string;
  /** Processes of the server; all below them belong to it too. */
  readonly pids: readonly number[];
  readonly method: 'GET' | 'HEAD';
  readonly paths: RequestPaths;
  /** What every answer has to be. */
  readonly status: 302 | 404;
  /** Clicks that are safe by now, once what is under way has settled; absent where nobody counts. */
  readonly clicks?: (() => Promise<number>) | undefined;
}

export interface LoadResult {
  readonly answers: number;
  /** Answers that were not what they had to be, and requests without one. */
  readonly wrong: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the server, what it did about the clicks afterwards included. */
  readonly processorMs: number;
  /** Processor time of the sender per second: near 1 for each of its threads it is the limit. */
  readonly senderCores: number;
  /** What everybody else used meanwhile. */
  readonly foreignCores: number;
  readonly clicks: number | undefined;
}

/** One run: as many requests as are answered, for so long. */
export async function loadOf(
  sender: LoadSender,
  { url, pids, method, paths, status, clicks }: LoadTarget,
  seconds: number,
  cores: Cores = APART,
): Promise<LoadResult> {
  const clicksBefore = await clicks?.();
  const [serverBefore, busyBefore] = [await treeProcessorMs(pids), await busyMs()];
  const startedAt = performance.now();
  const sent = await sender.send({
    url,
    method,
    paths,
    seconds,
    cores: cores.sender,
    threads: cores.senderThreads,
  });
  const tookMs = performance.now() - startedAt;
  const busy = (await busyMs()) - busyBefore;
  const inRun = (await treeProcessorMs(pids)) - serverBefore;
  const wrong = sent.failed + (status === 302 ? sent.refused : sent.answers - sent.refused);
  if (sent.answers === 0) throw new Error(`${url} answers nothing`);
  const clicksAfter = await clicks?.();
  return {
    answers: sent.answers,
    wrong,
    perSecond: sent.answers / sent.seconds,
    p50Ms: sent.p50Ms,
    p99Ms: sent.p99Ms,
    processorMs: (await treeProcessorMs(pids)) - serverBefore,
    senderCores: sent.senderMs / 1000 / sent.seconds,
    foreignCores: Math.max(0, busy - inRun - sent.preparingMs - sent.senderMs) / tookMs,
    clicks: clicksAfter === undefined ? undefined : clicksAfter - clicksBefore!,
  };
}
