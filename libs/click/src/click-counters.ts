/** What happened to clicks and batches in this process, as plain numbers that a metrics collector reads. */
export interface ClickCounters {
  /** Clicks taken by `record`. */
  recorded: number;
  /** Clicks lost because memory was full, the spool was full, the disk refused, or a fault of ours. */
  droppedBufferFull: number;
  droppedSpoolFull: number;
  droppedSpoolFailed: number;
  droppedUndescribed: number;
  batchesSpooled: number;
  batchesSent: number;
  sendFailures: number;
  /** Flushes of the spool that the disk refused: until the next one works, a power cut can lose more. */
  syncFailures: number;
  /** Batches found in the spool of a process that ended before it could send them. */
  batchesReplayed: number;
  /** Ends of spool files that a crash left unfinished or that the disk damaged, and their bytes. */
  tornTails: number;
  tornBytes: number;
}

export function zeroCounters(): ClickCounters {
  return {
    recorded: 0,
    droppedBufferFull: 0,
    droppedSpoolFull: 0,
    droppedSpoolFailed: 0,
    droppedUndescribed: 0,
    batchesSpooled: 0,
    batchesSent: 0,
    sendFailures: 0,
    syncFailures: 0,
    batchesReplayed: 0,
    tornTails: 0,
    tornBytes: 0,
  };
}
