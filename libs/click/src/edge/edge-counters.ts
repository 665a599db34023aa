/** What happened to the lines of the edge log in this process. */
export interface EdgeCounters {
  /** Clicks and batches that the bus has safe. */
  clicks: number;
  batches: number;
  /** Batches that were under way when a process ended, and are sent again. */
  batchesAgain: number;
  /** Lines that are none of the gateway's, or were not written to their end. */
  badLines: number;
  sendFailures: number;
  /** Passes over the log that failed, as when its folder cannot be read. */
  passFailures: number;
  /** Bytes of files that had to make room. */
  droppedBytes: number;
}

export function zeroEdgeCounters(): EdgeCounters {
  return {
    clicks: 0,
    batches: 0,
    batchesAgain: 0,
    badLines: 0,
    sendFailures: 0,
    passFailures: 0,
    droppedBytes: 0,
  };
}
