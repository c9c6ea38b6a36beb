// The command line as a process against a database on disk: what it prints, its exit codes, and a server beside it.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { startPlainServer } from './plain-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-cli-'));
const DATABASE_URL = `sqlite:${join(folder, 'orders.db')}`;

afterAll(() => rmSync(folder, { recursive: true }));

type Ran = { code: number; out: string; err: string };

/** In this process, on the database of this file; what is printed is caught. */
async function run(args: string, database = DATABASE_URL): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const catchers = [
    vi.spyOn(console, 'log').mockImplementation((text) => void out.push(`${text}\n`)),
    vi.spyOn(console, 'error').mockImplementation((text) => void err.push(`${text}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  try {
    const hasDatabase = /^(keys|accounts|split-rules|settings|migrate)\b/.test(args);
    const code = await runCommand([...args.split(' '), ...(hasDatabase ? ['--database', database] : [])]);
    return { code, out: out.join(''), err: err.join('') };
  } finally {
    for (const catcher of catchers) catcher.mockRestore();
  }
}

/** As a program of its own. */
function spawned(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const { promise, resolve } = Promise.withResolvers<Ran>();
  const bulkhead = join(import.meta.dirname, '../src/cli/bulkhead.ts');
  const given = { PATH: process.env.PATH ?? '', DATABASE_URL, ...env };
  execFile(process.execPath, [bulkhead, ...args], { env: given, cwd: folder }, (error, out, err) =>
    resolve({ code: error === null ? 0 : Number(error.code), out, err }),
  );
  return promise;
}

async function json(args: string) {
  return JSON.parse((await run(`${args} --json`)).out);
}

test('keys are made, listed and revoked', async () => {
  const made = await json('keys create --name warehouse --scopes read,write');
  expect(made).toMatchObject({ account: 'default', name: 'warehouse', scopes: ['read', 'write'] });
  expect(made.secret).toMatch(/^[0-9a-f]{64}$/);

  const listed = await run('keys list');
  expect([listed.code, listed.out.split('\n')[1]]).toEqual([
    0,
    expect.stringMatching(/^[0-9a-f]{32} {2}warehouse {2}read,write/),
  ]);
  expect(listed.out).not.toContain(made.secret);

  expect(await run(`keys revoke ${made.keyId}`)).toMatchObject({ code: 0 });
  expect(await json('keys list')).toMatchObject([{ keyId: made.keyId, revoked: expect.stringMatching(/Z$/) }]);
  expect(await run(`keys revoke ${made.keyId}`)).toMatchObject({
    code: 1,
    err: `bulkhead: the account default has no live key "${made.keyId}"\n`,
  });
});

test('accounts are made, and have keys of their own', async () => {
  expect(await run('accounts create north')).toMatchObject({ code: 0 });
  expect(await json('accounts list')).toMatchObject([{ name: 'default' }, { name: 'north' }]);
  expect(await json('keys list --account north')).toEqual([]);
  expect(await json('keys create --account north')).toMatchObject({ account: 'north', scopes: ['write'] });
  expect(await run('accounts create north')).toMatchObject({ code: 1, err: expect.stringContaining('already') });
});

test('split rules keep their order', async () => {
  await run('split-rules add DROP-* drop-ship');
  await run('split-rules add SKU-1 north');
  expect(await run('split-rules add drop-* other')).toMatchObject({ code: 1 });
  expect(await json('split-rules list')).toEqual([
    { pattern: 'DROP-*', group: 'drop-ship' },
    { pattern: 'SKU-1', group: 'north' },
  ]);
  expect(await run('split-rules remove Drop-*')).toMatchObject({ code: 0 });
  expect(await json('split-rules list')).toEqual([{ pattern: 'SKU-1', group: 'north' }]);
  expect(await run('split-rules remove DROP-*')).toMatchObject({ code: 1 });
});

test('settings of the dialects are checked, set and unset', async () => {
  const rows: { name: string; kind: string }[] = await json('settings list');
  const zone = rows.find(({ kind }) => kind === 'zone')!.name;
  expect(await run(`settings set ${zone} Mars/Olympus`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('an IANA time zone'),
  });
  expect(await run(`settings set ${zone.toUpperCase()} Europe/Oslo`)).toMatchObject({
    code: 0,
    out: `${zone} is Europe/Oslo.\n`,
  });
  expect(await json('settings list')).toContainEqual(expect.objectContaining({ name: zone, value: 'Europe/Oslo' }));
  expect(await run(`settings unset ${zone}`)).toMatchObject({ code: 0 });
  expect(await json('settings list')).toContainEqual(expect.objectContaining({ name: zone, value: null }));
});

test('config shows values and sources, secrets masked, problems all at once', async () => {
  const pair = { BULKHEAD_API_KEY: 'k', BULKHEAD_API_SECRET: 'a-secret-that-must-not-show' };
  const shown = await spawned(['config'], { ...pair, PORT: '9000' });
  expect([shown.code, shown.err]).toEqual([0, '']);
  expect(shown.out).toMatch(/^PORT +9000 +environment/m);
  expect(shown.out).toMatch(/^BULKHEAD_API_SECRET +\*{6} +environment/m);
  expect(shown.out).not.toContain('must-not-show');
  const bad = await spawned(['config'], { PORT: 'x', BULKHEAD_DRAIN_MS: 'y', BULKHEAD_RATELIMIT: '1' });
  expect(bad).toMatchObject({ code: 1, err: expect.stringMatching(/RATE_LIMIT\n.*PORT.*\n.*DRAIN_MS/) });
});

test('routes are those of every dialect, with their scopes', async () => {
  const routes: { method: string; path: string; scope: string }[] = await json('routes');
  expect(routes.length).toBeGreaterThan(5);
  expect(routes).toContainEqual({
    method: 'POST',
    path: expect.stringMatching(/^\/.+\/orders/),
    scope: 'write',
    kind: 'batch',
  });
});

describe('what cannot be done or understood', () => {
  test.each([
    ['nonsense', DATABASE_URL, 2, "unknown command 'nonsense'"],
    ['keys create --scops read', DATABASE_URL, 2, "unknown option '--scops'"],
    ['keys revoke', DATABASE_URL, 2, "missing required argument 'keyId'"],
    ['keys create --scopes all', DATABASE_URL, 1, '--scopes: expected some of read,write,admin, got "all"'],
    ['keys list --account nobody', DATABASE_URL, 1, 'there is no account named "nobody"'],
    ['settings set nobody.zone UTC', DATABASE_URL, 1, 'expected one of'],
    ['migrate', 'sqlite::memory:', 1, 'expected a database that outlives this command'],
    ['migrate', 'mysql://h/d', 1, 'DATABASE_URL: expected sqlite:<path>'],
    ['migrate', DATABASE_URL, 0, ''],
    ['--version', DATABASE_URL, 0, ''],
    ['--help', DATABASE_URL, 0, ''],
  ])('bulkhead %s on %s exits with %i', async (args, database, code, err) => {
    const ran = await run(args, database);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(err);
    expect(ran.err).not.toMatch(/ at .*:\d+:\d+/);
  });

  test.each([
    [['keys', 'list', '--account', 'nobody'], 1],
    [['keys', 'nonsense'], 2],
    [['routes'], 0],
  ])('as a program: %j exits with %i', async (args, code) => {
    expect((await spawned(args)).code).toBe(code);
  });
});

test('a key made and revoked beside a running server works there, and then does not', async () => {
  let now = Date.now();
  const server = await startPlainServer({ DATABASE_URL }, { clock: () => now });
  const { keyId, secret } = await json('keys create');
  const call = async () => (await server.call('/plain/echo', { headers: { 'x-key': `${keyId}:${secret}` } })).status;
  expect(await call()).toBe(200);
  await run(`keys revoke ${keyId}`);
  now += 1_000;
  expect(await call()).toBe(401);
  await server.drain('end of the test');
});
