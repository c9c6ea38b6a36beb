// Who may do what, how often: credentials, scopes, revocation, the rate limit, and what an answer tells of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '../src/core/accounts.ts';
import { KeyRing } from '../src/core/accounts.ts';
import { DEFAULT_ACCOUNT, loadConfig, mintKey, openStore, type Store } from '../src/main.ts';
import { type PlainServer, startPlainServer } from './plain-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-callers-'));
const DATABASE_URL = `sqlite:${join(folder, 'orders.db')}`;
let now = Date.UTC(2026, 0, 5, 12, 0, 0);
let server: PlainServer;
/** The command line's way in, beside the running server. */
let store: Store;

beforeAll(async () => {
  server = await startPlainServer({ DATABASE_URL }, { clock: () => now });
  store = await openStore(loadConfig({ env: { DATABASE_URL } }).config!, { isExclusive: false });
});

afterAll(async () => {
  await store.close();
  await server.drain('end of the test');
  rmSync(folder, { recursive: true });
});

async function newKey(scopes: readonly Scope[], accountName = DEFAULT_ACCOUNT): Promise<string> {
  const account = (await store.findAccountByName(accountName)) ?? (await store.createAccount(accountName, now));
  const { key, secret } = mintKey({ accountId: account.accountId, name: 'test', scopes, at: now });
  expect(await store.insertKey(key)).toBe(true);
  return `${key.keyId}:${secret}`;
}

function take(key: string, order = 'a1'): Promise<Response> {
  const body = JSON.stringify([{ key: order, sku: 'MUG' }]);
  return server.call('/plain/orders', { method: 'POST', body, headers: { 'x-key': key } });
}

function read(key: string, orderId: number): Promise<Response> {
  return server.call(`/plain/orders/${orderId}`, { headers: { 'x-key': key } });
}

describe('scopes', () => {
  test.each<[readonly Scope[], number, number]>([
    [['read'], 403, 200],
    [['write'], 200, 200],
    [['admin'], 200, 200],
    [['read', 'write'], 200, 200],
    [[], 403, 403],
  ])('a key with %j writes: %i, reads: %i', async (scopes, writes, reads) => {
    const { status } = await take(await newKey(['write']));
    expect(status).toBe(200);
    const key = await newKey(scopes);
    expect([(await take(key)).status, (await read(key, 1)).status]).toEqual([writes, reads]);
  });

  test('what is missing is said', async () => {
    const answer = await take(await newKey(['read']));
    expect(await answer.json()).toMatchObject({ code: 'scope_missing', message: expect.stringContaining('write') });
  });
});

describe('credentials', () => {
  test.each([
    ['none', ''],
    ['an unknown key', 'nobody:nothing'],
    ['a right key with a wrong secret', 'key-of-the-tests:wrong'],
    ['a wrong key with a right secret', 'wrong:secret-of-the-tests'],
  ])('%s: refused', async (_name, key) => {
    const answer = await take(key);
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'unauthorized' }]);
  });

  test('a wrong secret, an unknown key and a right pair walk the same look-up and the same comparison', async () => {
    const asked: string[] = [];
    const spied = new KeyRing(
      {
        ...store,
        findKey: (name) => {
          asked.push(Object.keys(name).join());
          return store.findKey(name);
        },
        findAccount: (accountId) => store.findAccount(accountId),
      },
      () => now,
    );
    const [keyId = '', secret = ''] = (await newKey(['read'])).split(':');
    expect(await spied.callerOfPair(keyId, secret)).not.toBeNull();
    expect(await spied.callerOfPair(keyId, 'wrong')).toBeNull();
    expect(await spied.callerOfPair('unknown', secret)).toBeNull();
    // The wrong secret of a known key is compared with what is remembered of that key, like a right one.
    expect(asked).toEqual(['keyId', 'keyId']);
  });

  test('a revoked key works for a second at most', async () => {
    const key = await newKey(['write']);
    expect((await take(key)).status).toBe(200);
    const account = await store.findAccountByName(DEFAULT_ACCOUNT);
    expect(await store.revokeKey(account!.accountId, key.split(':')[0]!, now)).toBe(true);
    now += 1_000;
    expect((await take(key)).status).toBe(401);
  });

  test('no account sees the orders of another', async () => {
    const mine = await newKey(['write'], 'mine');
    const yours = await newKey(['write'], 'yours');
    const [outcome] = (await (await take(mine, 'only-mine')).json()) as string[];
    const orderId = Number(outcome?.split(' ')[1]);
    expect([(await read(mine, orderId)).status, (await read(yours, orderId)).status]).toEqual([200, 400]);
  });
});

describe('the rate limit', () => {
  test('counts calls of a key in minutes of the clock, and not the wrong ones', async () => {
    let at = Date.UTC(2026, 0, 5, 12, 0, 40);
    const limited = await startPlainServer({ BULKHEAD_RATE_LIMIT: '2' }, { clock: () => at });
    const call = async (headers: Record<string, string> = {}) => {
      const answer = await limited.call('/plain/echo', { headers });
      await answer.text();
      return [
        answer.status,
        answer.headers.get('x-usage'),
        answer.headers.get('x-reset'),
        answer.headers.get('retry-after'),
      ];
    };
    expect(await call()).toEqual([200, '1/2', '20', null]);
    expect(await call({ 'x-key': 'wrong:wrong' })).toEqual([401, '2/2', '20', null]);
    expect(await call()).toEqual([200, '0/2', '20', null]);
    expect(await call()).toEqual([429, '0/2', '20', '20']);
    at += 19_999;
    expect(await call()).toEqual([429, '0/2', '1', '1']);
    at += 1;
    expect(await call()).toEqual([200, '1/2', '60', null]);
    await limited.drain('end of the test');
  });

  test('is a million when it is off', async () => {
    const answer = await server.call('/plain/echo');
    expect(answer.headers.get('x-usage')).toBe('999999/1000000');
  });
});
