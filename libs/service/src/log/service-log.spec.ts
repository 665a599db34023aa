import { describe, expect, it } from '@jest/globals';
import { NestLog } from './nest-log.js';
import { createLog } from './service-log.js';

function listen(level = 'info') {
  const lines: Record<string, unknown>[] = [];
  const raw: string[] = [];
  const write = (line: string) => {
    raw.push(line);
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { log: createLog({ name: 'tiny', level, write }), lines, raw };
}

describe('the log', () => {
  it('hides credentials by field, and API keys wherever they stand', () => {
    const { log, raw } = listen();
    const key = 'fl_AAAAbbbb1234_s3cretS3cretS3cret000000';
    log.info({ headers: { authorization: 'Bearer abc', 'x-api-key': 'abc', cookie: 'abc' } }, 'one');
    log.info({ request: { headers: { 'set-cookie': 'abc' } }, authorization: 'abc' }, `with ${key}`);
    log.error({ err: new Error(`bad ${key}`, { cause: new Error(key) }) }, 'two');
    expect(raw.join('')).not.toMatch(/abc|s3cret/);
    expect(raw.join('')).toContain('fl_AAAAbbbb1234_[redacted]');
  });

  it('hides passwords in addresses of servers, and what follows a question mark', () => {
    const { log, raw } = listen();
    const target = 'https://a.example/path?token=s3cret&x=1#part';
    log.error(
      { err: new Error(`refused: "${target}", postgresql://fleet:s3cret@db:5432/x`), path: '/a?s3cret' },
      target,
    );
    log.warn({ request: { url: `http://b.example?s3cret` } }, 'two');
    expect(raw.join('')).not.toContain('s3cret');
    expect(raw[0]).toContain('https://a.example/path?[redacted]');
    expect(raw[0]).toContain('postgresql://[redacted]@db:5432/x');
    expect(raw[1]).toContain('http://b.example?[redacted]');
  });

  it('tells of an error what it names, not what libraries hang on it', () => {
    const { log, lines } = listen();
    const error = Object.assign(new Error('no'), {
      code: '23505',
      detail: 'Key (alias)=(mine)',
      row: { url: 'x' },
    });
    log.error({ err: error }, 'failed');
    expect(Object.keys(lines[0]!['err'] as object)).toEqual(['type', 'message', 'stack', 'code']);
  });

  it('keeps the causes of an error', () => {
    const { log, lines } = listen();
    log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed');
    expect(lines[0]).toMatchObject({ level: 'error', err: { cause: { message: 'inner' } } });
  });

  it('cannot be forged: one call is one line of JSON', () => {
    const { log, raw } = listen();
    log.info({ path: 'a\r\nb\u001b[31m' }, 'x\n{"level":"fatal"}\u2028');
    expect(raw).toHaveLength(1);
    for (const forged of ['\n', '\r', '\u001b']) expect(raw[0]?.trimEnd()).not.toContain(forged);
  });

  it("takes Nest's messages and leaves its route mapping to debugging", () => {
    const { log, lines } = listen();
    const nest = new NestLog(log);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.log('hello', 'Spool');
    nest.error(new Error('bad'), 'Spool');
    nest.error('worse', 'at somewhere', 'Spool');
    expect(lines).toMatchObject([
      { msg: 'hello', context: 'Spool' },
      { level: 'error', err: { message: 'bad' } },
      { msg: 'worse', stack: 'at somewhere', context: 'Spool' },
    ]);
  });
});
