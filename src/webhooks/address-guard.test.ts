// Which addresses may be called, and that a refused one is not: written out, as a name, and mapped into IPv6.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { addressGuard } from './address-guard.ts';
import { post } from './post.ts';

test.each([
  ['8.8.8.8', [], true],
  ['2606:4700::1111', [], true],
  ['127.0.0.1', [], false],
  ['10.1.2.3', [], false],
  ['172.31.255.255', [], false],
  ['172.32.0.1', [], true],
  ['192.168.0.1', [], false],
  ['169.254.169.254', [], false],
  ['100.64.0.1', [], false],
  ['0.0.0.0', [], false],
  ['255.255.255.255', [], false],
  ['::1', [], false],
  ['::ffff:127.0.0.1', [], false],
  ['::ffff:8.8.8.8', [], true],
  ['fd00::1', [], false],
  ['fe80::1', [], false],
  ['64:ff9b::7f00:1', [], false],
  ['10.1.2.3', ['10.1.0.0/16'], true],
  ['10.2.2.3', ['10.1.0.0/16'], false],
  ['fd00::1', ['fd00::/8', '10.0.0.0/8'], true],
  ['127.0.0.1', ['0.0.0.0/0'], true],
] as const)('%s with %j allowed: %s', (address, networks, expected) => {
  expect(addressGuard(networks).isAllowed(address)).toBe(expected);
});

const sent = { headers: {}, body: '{}', answerMsMax: 10_000, signal: new AbortController().signal };

test.each(['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '2130706433'])('%s is not called', async (host) => {
  const heard: string[] = [];
  const server = createServer((request) => heard.push(request.url ?? '')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const posted = await post({ ...sent, url: `http://${host}:${port}/`, guard: addressGuard([]) });
  expect(posted).toEqual({ isTaken: false, status: null, note: expect.stringContaining('BULKHEAD_WEBHOOK_NETWORKS') });
  expect(heard).toEqual([]);
  server.close();
});

test.each([
  [200, true],
  [204, true],
  [301, false],
  [404, false],
  [503, false],
])('an answer of %i is taken: %s', async (status, isTaken) => {
  const server = createServer((_, response) => response.writeHead(status, { Location: '/x' }).end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const posted = await post({
    ...sent,
    url: `http://localhost:${port}/`,
    guard: addressGuard(['127.0.0.0/8', '::1/128']),
  });
  expect(posted).toEqual({ isTaken, status, note: `HTTP ${status}` });
  server.close();
});

test('nobody there is a note, not a fault', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const posted = await post({ ...sent, url: `http://127.0.0.1:${port}/`, guard: addressGuard(['127.0.0.0/8']) });
  expect(posted).toEqual({ isTaken: false, status: null, note: 'ECONNREFUSED' });
});
