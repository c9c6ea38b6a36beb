// How a server starts as a process: what a first start prints, and one clear line for each thing that stops it.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../src/main.ts';
import { ServerProcess } from './server-process.ts';

const started: ServerProcess[] = [];
const folders: string[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-start-'));
  folders.push(folder);
});

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop('SIGKILL');
});

afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true });
});

function start(env: Record<string, string> = {}, cwd = folder): ServerProcess {
  const server = new ServerProcess(env, cwd);
  started.push(server);
  return server;
}

/** The one line a start ended with. */
async function refusal(server: ServerProcess): Promise<string> {
  expect(await server.ended).toEqual({ code: 1, signal: null });
  expect(server.errors).not.toMatch(/ at .*:\d+:\d+/);
  return server.errors;
}

test('a first start prints a key once, with a line to paste for each contract that works as it stands', async () => {
  const server = start();
  const url = await server.url();
  await server.stop();
  const [, keyId = ''] = /^ +key +([0-9a-f]{32})$/m.exec(server.errors) ?? [];
  const [, secret = ''] = /^ +secret +([0-9a-f]{64})$/m.exec(server.errors) ?? [];
  expect(server.errors.match(new RegExp(` ${secret}$`, 'gm'))).toHaveLength(1);
  expect(JSON.stringify(server.lines)).not.toContain(secret);

  const again = start();
  const newUrl = await again.url();
  expect(again.errors).toBe('');
  for (const { name, prefix = name, example } of dialects) {
    const { path, body, headers } = example!;
    const pasted = Object.entries(headers({ keyId, secret }));
    expect(server.errors).toContain(`curl ${url}/${prefix}${path} `);
    for (const [header, value] of pasted) expect(server.errors).toContain(`'${header}: ${value}'`);
    const answer = await fetch(`${newUrl}/${prefix}${path}`, {
      method: 'POST',
      headers: { ...Object.fromEntries(pasted), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    await answer.text();
  }
  await again.stop();
  const batches = again.lines.filter(({ event }) => event === 'batch');
  expect(batches.map(({ items, created }) => [items, created])).toEqual(dialects.map(() => [1, 1]));
});

test('a stated pair is made once and printed nowhere', async () => {
  const env = { BULKHEAD_API_KEY: 'stated-key', BULKHEAD_API_SECRET: 'stated-secret-of-a-test' };
  const first = start(env);
  await first.url();
  await first.stop();
  expect(first.lines.find(({ event }) => event === 'key_created')).toMatchObject({ keyId: 'stated-key' });
  expect(first.errors + JSON.stringify(first.lines)).not.toContain('stated-secret');

  const other = start({ ...env, BULKHEAD_API_SECRET: 'another-secret-of-a-test' });
  await other.url();
  expect(other.lines.map(({ event }) => event)).toEqual(['setting_doubted', 'started']);
});

describe('what stops a start is said in one line', () => {
  test('a configuration with problems: a line each', async () => {
    const text = await refusal(start({ PORT: 'x', BULKHEAD_LOG_LEVEL: 'loud' }));
    expect(text.split('\n')).toEqual([
      'bulkhead: PORT: expected a whole number from 0 to 65535, got "x"',
      expect.stringMatching(/^bulkhead: BULKHEAD_LOG_LEVEL: expected one of/),
      '',
    ]);
  });

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const text = await refusal(start({ PORT: String(port) }));
    expect(text).toBe(
      `bulkhead: cannot listen on 127.0.0.1:${port}: another program listens there; stop it or set PORT\n`,
    );
    other.close();
  });

  test('a data folder in use by another server', async () => {
    await start().url();
    expect(await refusal(start())).toMatch(/^bulkhead: .*in use by another Bulkhead server.*\n$/);
  });

  test('a database of a newer version', async () => {
    const older = start();
    await older.url();
    await older.stop();
    const db = new DatabaseSync(join(folder, 'data/bulkhead.db'));
    db.exec(`INSERT INTO migrations (number, name, checksum) VALUES (999, '999-future', 'x')`);
    db.close();
    expect(await refusal(start())).toMatch(/^bulkhead: .*newer.*\n$/);
  });

  test.each([
    ['HOST', '203.0.113.1', /^bulkhead: cannot listen on 203\.0\.113\.1:0: .*\n$/],
    ['DATABASE_URL', 'sqlite:a-file/orders.db', /^bulkhead: .*a-file.*\n$/],
    ['DATABASE_URL', 'sqlite:a-file', /^bulkhead: .*\n$/],
  ])('%s=%s', async (variable, value, expected) => {
    writeFileSync(join(folder, 'a-file'), 'no database and no folder'.repeat(1_000));
    expect(await refusal(start({ [variable]: value }))).toMatch(expected);
  });
});
