/** A peer of the redirect benchmark: the least that a redirect costs in Node. It trusts what comes, so nobody may ship it. */
import { createServer, type AddressInfo } from 'node:net';
import { peerAnswers } from './peer.server.ts';

const HEAD_END = '\r\n\r\n';

const { links, fields } = await peerAnswers();
const rest = fields.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
const dated = `${rest}Date: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\n\r\n`;

const server = createServer((socket) => {
  let text = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    let answers = '';
    let at = 0;
    for (let end = text.indexOf(HEAD_END); end >= 0; end = text.indexOf(HEAD_END, at)) {
      const start = text.indexOf('/', at) + 1;
      const location = links.get(text.slice(start, text.indexOf(' ', start)));
      answers += `HTTP/1.1 302 Found\r\nlocation: ${location}\r\n${dated}`;
      at = end + HEAD_END.length;
    }
    text = text.slice(at);
    socket.write(answers, 'latin1');
  });
});

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
