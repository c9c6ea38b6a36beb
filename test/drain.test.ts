// The server as a process that is told to stop: what is under way is answered and kept, the exit code is 0.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dialects } from '../src/main.ts';
import { ServerProcess } from './server-process.ts';

const pair = { keyId: 'key-of-the-drain', secret: 'secret-of-the-drain-test' };
const env = { BULKHEAD_API_KEY: pair.keyId, BULKHEAD_API_SECRET: pair.secret };
const { name, prefix = name, example } = dialects[0]!;

let folder: string;
let server: ServerProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-drain-'));
  server = new ServerProcess(env, folder);
});

afterEach(async () => {
  await server.stop('SIGKILL');
  rmSync(folder, { recursive: true });
});

type Begun = { sent: ClientRequest; answered: Promise<IncomingMessage> };

/** The server has read the head, and waits for the body. */
async function begin(url: string): Promise<Begun> {
  const headers = { ...example!.headers(pair), 'content-type': 'application/json', expect: '100-continue' };
  const sent = httpRequest(`${url}/${prefix}${example!.path}`, { method: 'POST', headers });
  const answered = once(sent, 'response').then(([answer]: IncomingMessage[]) => answer!);
  answered.catch(() => {});
  sent.flushHeaders();
  await once(sent, 'continue');
  return { sent, answered };
}

test('SIGTERM: every batch under way is answered with a farewell, then the process exits with 0', async () => {
  const url = await server.url();
  const begun = await Promise.all(Array.from({ length: 8 }, () => begin(url)));
  const ended = server.stop('SIGTERM');
  await server.told('drain_started');
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  for (const { sent } of begun) sent.end(JSON.stringify(example!.body));
  for (const { answered } of begun) {
    const answer = await answered;
    expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close']);
    answer.resume();
  }
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(server.lines.filter(({ event, created, kept }) => event === 'batch' && created !== kept)).toHaveLength(8);
  expect(server.lines.at(-1)).toMatchObject({ event: 'drain_ended', requestsCut: 0 });

  const again = new ServerProcess(env, folder);
  const headers = { ...example!.headers(pair), 'content-type': 'application/json' };
  const answer = await fetch(`${await again.url()}/${prefix}${example!.path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(example!.body),
  });
  expect(answer.status).toBe(200);
  await answer.text();
  expect(await again.stop('SIGINT')).toEqual({ code: 0, signal: null });
  expect(again.lines.find(({ event }) => event === 'batch')).toMatchObject({ created: 0, kept: 1 });
});

test('a second signal does not wait', async () => {
  const { sent, answered } = await begin(await server.url());
  server.child.kill('SIGTERM');
  await server.told('drain_started');
  expect(await server.stop('SIGINT')).toEqual({ code: 1, signal: null });
  await expect(answered).rejects.toThrow();
  sent.destroy();
});

test('a caller that never finishes is cut off when the time is up', async () => {
  await server.stop();
  server = new ServerProcess({ ...env, BULKHEAD_DRAIN_MS: '100' }, folder);
  const { answered } = await begin(await server.url());
  expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  await expect(answered).rejects.toThrow();
  expect(server.lines.at(-1)).toMatchObject({ event: 'drain_ended', requestsCut: 1 });
});

test('kill -9 loses nothing that was answered, and the next server starts at once', async () => {
  const url = await server.url();
  const headers = { ...example!.headers(pair), 'content-type': 'application/json' };
  const send = async (to: string) => {
    const body = JSON.stringify(example!.body);
    const answer = await fetch(`${to}/${prefix}${example!.path}`, { method: 'POST', headers, body });
    return [answer.status, await answer.text()];
  };
  const first = await send(url);
  expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  server = new ServerProcess(env, folder);
  expect(await send(await server.url())).toEqual(first);
  expect(await server.told('batch')).toMatchObject({ created: 0, kept: 1 });
});
