import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { edgeField, parseEdgeField } from './edge-field.js';
import { parseEdgeLine } from './edge-line.js';

const line = {
  link: '118069628042739712 default zQLwBG9xEu',
  at: 1795375593.874,
  network: '192.0.2.0',
  agent: 'curl/7.88.1',
  referrer: 'https://news.example/x',
  languages: '',
};

describe('a line of the edge log', () => {
  it('is a click', () => {
    expect(parseEdgeLine(JSON.stringify(line))).toEqual({
      linkId: '118069628042739712',
      tenantId: 'default',
      name: 'zQLwBG9xEu',
      at: 1_795_375_593_874,
      address: '192.0.2.0',
      agent: 'curl/7.88.1',
      referrer: 'https://news.example/x',
      languages: '',
    });
  });

  it.each([
    ['nothing', ''],
    ['half of it', JSON.stringify(line).slice(0, 60)],
    ['no object', 'null'],
    ['a link that is none', JSON.stringify({ ...line, link: 'x' })],
    ['a tenant that cannot be read', JSON.stringify({ ...line, link: '1 %E0%A4%A n' })],
    ['no time', JSON.stringify({ ...line, at: '1' })],
    ['no agent', JSON.stringify({ ...line, agent: undefined })],
  ])('is none with %s', (_what, text) => {
    expect(parseEdgeLine(text)).toBeUndefined();
  });

  it('is judged, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseEdgeLine(text)));
    fc.assert(fc.property(fc.json(), (text) => void parseEdgeLine(text)));
  });

  it('names its link as lookup did, whatever the tenant is called', () => {
    const name = fc.stringMatching(/^[0-9A-Za-z_-]{3,64}$/);
    const tenantId = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(fc.record({ id: fc.stringMatching(/^\d{1,19}$/), tenantId, name }), (link) => {
        const text = edgeField(link);
        expect(text).toMatch(/^[\x21-\x7e]+ [\x21-\x7e]+ [\x21-\x7e]+$/);
        expect(parseEdgeField(text)).toEqual(link);
      }),
    );
  });
});
