/** The outcome of `work`, or the problem that `passed` makes if that takes longer than `deadlineMs`. */
export async function withinDeadline<Result>(
  work: Promise<Result>,
  deadlineMs: number,
  passed: () => Error,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(passed()), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
