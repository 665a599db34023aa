import type { ChainableCommander } from 'ioredis';

/**
 * Sends a pipeline, and tells what its commands answered, in their order.
 * @param pardon what stands for an answer that is an error; unless told, such an answer fails them all.
 * @throws {Error} the first error that is not pardoned: left among the answers, nobody would notice that a key has moved.
 */
export async function pipelineAnswers(
  pipeline: ChainableCommander,
  pardon: (error: Error) => unknown = fail,
): Promise<unknown[]> {
  const results = await pipeline.exec();
  if (results === null) throw new Error('The pipeline was not sent.');
  return results.map(([error, answer]) => (error ? pardon(error) : answer));
}

function fail(error: Error): never {
  throw error;
}
