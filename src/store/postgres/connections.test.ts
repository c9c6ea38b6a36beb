// A server that goes away in the same breath as it welcomes us: the caller is told, and the process lives on.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { readConnectionUrl } from './connection-url.ts';
import { Connections } from './connections.ts';

/** One message of PostgreSQL's protocol: its kind, its length, its body. */
function message(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(kind), length, body]);
}

const WELCOME = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]);
const GOODBYE = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
);

test('a goodbye right behind the welcome is told to the caller and ends nothing else', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([WELCOME, GOODBYE])));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const connections = new Connections(readConnectionUrl(`postgres://someone:any@127.0.0.1:${port}/any`));
  const asked = connections.step('read', (session) => session.send({ name: 'ask', text: 'SELECT 1' }, []));
  await expect(asked).rejects.toThrow(/connection/);
  await connections.close();
  server.close();
});
