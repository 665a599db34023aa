import { describe, expect, it } from '@jest/globals';
import { readHead } from './request-head.js';

const HOST = 'Host: go.example\r\n';
const plain = `GET /some-name?a=b HTTP/1.1\r\n${HOST}Accept: */*\r\n\r\n`;

describe('a head on the lane', () => {
  it('is read where it stands, fields as node:http has them', () => {
    const text = `${plain}HEAD /other HTTP/1.1\r\n${HOST}X-Empty:\r\nConnection: Keep-Alive\r\n\r\n`;
    expect(readHead(text, 0)).toEqual({
      method: 'GET',
      url: '/some-name?a=b',
      name: 'some-name',
      rawHeaders: ['Host', 'go.example', 'Accept', '*/*'],
      closes: false,
      end: plain.length,
    });
    expect(readHead(text, plain.length)).toMatchObject({ method: 'HEAD', name: 'other', end: text.length });
    expect(readHead(text, text.length)).toBe('more');
  });

  it('may come in two parts, cut anywhere', () => {
    for (let length = 0; length < plain.length; length += 1)
      expect([length, readHead(plain.slice(0, length), 0)]).toEqual([length, 'more']);
  });

  it('may be the last of its connection, if nothing follows', () => {
    const last = `GET /name HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;
    expect(readHead(last, 0)).toMatchObject({ closes: true });
    expect(readHead(`${last}G`, 0)).toBe('other');
  });

  it.each([
    ['another method', `POST /name HTTP/1.1\r\n${HOST}\r\n`],
    ['a preview', `GET /name+ HTTP/1.1\r\n${HOST}\r\n`],
    ['the API', `GET /api/v1/links HTTP/1.1\r\n${HOST}\r\n`],
    ['HTTP/1.0', `GET /name HTTP/1.0\r\n${HOST}\r\n`],
    ['no host', 'GET /name HTTP/1.1\r\nAccept: */*\r\n\r\n'],
    ['two hosts', `GET /name HTTP/1.1\r\n${HOST}${HOST}\r\n`],
    ['a body', `GET /name HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`],
    ['chunks', `GET /name HTTP/1.1\r\n${HOST}transfer-encoding: chunked\r\n\r\n`],
    ['an upgrade', `GET /name HTTP/1.1\r\n${HOST}Upgrade: h2c\r\n\r\n`],
    ['an expectation', `GET /name HTTP/1.1\r\n${HOST}Expect: 100-continue\r\n\r\n`],
    [
      'two wishes for the connection',
      `GET /name HTTP/1.1\r\n${HOST}Connection: close\r\nConnection: close\r\n\r\n`,
    ],
    ['a folded field', `GET /name HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`],
    ['a space before the colon', `GET /name HTTP/1.1\r\n${HOST}X : a\r\n\r\n`],
    ['a space behind a value', `GET /name HTTP/1.1\r\n${HOST}X: a \r\n\r\n`],
    ['a control character', `GET /name HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`],
    ['a bare line feed', `GET /name HTTP/1.1\n${HOST}\r\n`],
    ['a bare carriage return', `GET /name HTTP/1.1\r\n${HOST}X: a\rb\r\n\r\n`],
    ['an empty line before it', `\r\n${plain}`],
    ['too many fields', `GET /name HTTP/1.1\r\n${HOST}${'X: a\r\n'.repeat(100)}\r\n`],
    ['too much, as a whole', `GET /name HTTP/1.1\r\n${HOST}X: ${'a'.repeat(8192)}\r\n\r\n`],
    ['too much, half of it', `GET /name HTTP/1.1\r\n${HOST}X: ${'a'.repeat(8192)}`],
    ['another protocol', '\x16\x03\x01\x02'],
  ])('is not %s', (_, text) => {
    expect(readHead(text, 0)).toBe('other');
  });
});
