import type { ClickEnvelope } from '../event/click-envelope.js';
import type { ClickEvent, ClickFacts } from '../event/click-event.js';

// Valid examples for tests; what matters to a test is given by it.

let made = 0;

export function clickFacts(fields: Partial<ClickFacts> = {}): ClickFacts {
  return {
    linkId: 42n,
    tenantId: 'anonymous',
    name: 'abc',
    at: Date.now(),
    address: '192.0.2.1',
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    referrer: 'https://example.org/page',
    languages: 'en-GB,en;q=0.9',
    ...fields,
  };
}

export function clickEvent(fields: Partial<ClickEvent> = {}): ClickEvent {
  made += 1;
  return {
    clickId: `click-${made}`,
    linkId: '42',
    tenantId: 'anonymous',
    name: 'abc',
    at: Date.now(),
    visitor: '00112233aabbccdd',
    country: 'DE',
    referrerHost: 'example.org',
    language: 'en-gb',
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ...fields,
  };
}

/** Its events have the ids that stats gives them. */
export function clickEnvelope(fields: Partial<ClickEnvelope> = {}): ClickEnvelope {
  made += 1;
  const { batchId = `batch-${process.pid}-${made}`, events = [clickEvent()] } = fields;
  return {
    v: 1,
    source: 'test',
    seq: made,
    cutAt: Date.now(),
    ...fields,
    batchId,
    events: events.map((event, index) => ({ ...event, clickId: `${batchId}.${index}` })),
  };
}
