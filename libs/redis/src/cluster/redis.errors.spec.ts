import { Problem } from '@fleetlink/problem';
import { describe, expect, it } from '@jest/globals';
import { asProblem, isRedisPassing } from './redis.errors.js';

const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });
const withCode = (code: string) => Object.assign(new Error(code), { code });
const named = (errors: readonly Error[]) => errors.map((error) => [error.message, error] as const);

describe('isRedisPassing', () => {
  it.each(
    named([
      reply('MOVED 3999 127.0.0.1:6381'),
      reply('CLUSTERDOWN Hash slot not served'),
      reply('LOADING Redis is loading the dataset in memory'),
      reply("READONLY You can't write against a read only replica."),
      reply('NOREPLICAS Not enough good replicas to write.'),
      reply("OOM command not allowed when used memory > 'maxmemory'."),
      reply('UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)'),
      reply('NOAUTH Authentication required.'),
      reply('ERR max number of clients reached'),
      withCode('ECONNREFUSED'),
      withCode('ECONNRESET'),
      withCode('ETIMEDOUT'),
      withCode('EAI_AGAIN'),
      new Error('Connection is closed.'),
      new Error('Command timed out'),
      new Error('Command aborted due to connection close'),
      new Error("Cluster isn't ready and enableOfflineQueue options is false"),
      new Error("Stream isn't writeable and enableOfflineQueue options is false"),
      new Error('None of startup nodes is available'),
      new Error('Failed to refresh slots cache.'),
      new Error('Too many Cluster redirections. Last error: ReplyError: MOVED 1 127.0.0.1:1'),
      new Error("Socket timeout. Expecting data, but didn't receive any in 1000ms."),
      new Error('All keys in the pipeline should belong to the same slots allocation group'),
      new Error('Cluster is ended.'),
      new Problem('unavailable', 'x/y', 'title', { detail: 'detail' }),
    ]),
  )('is true for %s', (_name, error) => {
    expect(isRedisPassing(error)).toBe(true);
    expect(asProblem(error, 'cache')).toMatchObject({ kind: 'unavailable' });
  });

  it.each(
    named([
      reply('WRONGTYPE Operation against a key holding the wrong kind of value'),
      reply('NOSCRIPT No matching script. Please use EVAL.'),
      reply('BUSYGROUP Consumer Group name already exists'),
      reply('ERR value is not an integer or out of range'),
      reply('CROSSSLOT Keys in request don’t hash to the same slot'),
      reply('ERR user_script:1: the connection is closed in my script'),
      withCode('ERR_INVALID_ARG_TYPE'),
      new TypeError('Cannot read properties of undefined'),
      new Problem('conflict', 'x/y', 'title', { detail: 'the connection is closed' }),
    ]),
  )('is false for %s', (_name, error) => {
    expect(isRedisPassing(error)).toBe(false);
    expect(asProblem(error, 'cache')).toBe(error);
  });

  it('is false for what is no error at all', () => {
    expect(
      [undefined, null, 'MOVED 1', { message: 'Connection is closed.' }].map(isRedisPassing),
    ).not.toContain(true);
  });
});
