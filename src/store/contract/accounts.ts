/**
 * Contract: accounts with their settings, API keys found by either half, listed by account, revoked once.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 * No test here asks which driver it is on.
 */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { mintKey } from '../../core/accounts.ts';
import { StoreFault } from '../../core/store.ts';
import type { OpenShop } from './shop.ts';

export function describeAccounts(open: OpenShop): void {
  test('an account is found by id and by its exact name', async () => {
    const { store } = await open();
    const name = `Å'${randomUUID()}`;
    const account = await store.createAccount(name, 5);
    expect(account).toEqual({ accountId: expect.any(Number), name, settings: {} });
    expect(await store.findAccount(account.accountId)).toEqual(account);
    expect(await store.findAccountByName(name)).toEqual(account);
    expect(await store.findAccountByName(name.toUpperCase())).toBeNull();
    expect(await store.findAccount(404_404_404)).toBeNull();
    expect(await store.findAccountByName('')).toBeNull();
  });

  test('a name is given once', async () => {
    const { store, account } = await open();
    await expect(store.createAccount(account.name, 5)).rejects.toThrow(StoreFault);
    const name = randomUUID();
    const made = await Promise.allSettled([store.createAccount(name, 1), store.createAccount(name, 2)]);
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('all accounts are listed in the order of their ids', async () => {
    const [one, other] = [await open(), await open()];
    const accounts = await one.store.listAccounts();
    const ids = accounts.map(({ accountId }) => accountId);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(accounts).toEqual(expect.arrayContaining([one.account, other.account]));
  });

  test('settings are saved whole, and read back as they were saved', async () => {
    const { store, accountId, account } = await open();
    const settings = {
      splitRules: [{ pattern: 'A-*', group: 'second' }],
      dialects: { one: { timeZone: 'Europe/Stockholm' } },
    };
    await store.saveSettings(accountId, settings);
    expect(await store.findAccount(accountId)).toEqual({ ...account, settings });
    await store.saveSettings(accountId, {});
    expect(await store.findAccount(accountId)).toEqual(account);
    await expect(store.saveSettings(404_404_404, {})).rejects.toThrow(StoreFault);
  });

  test('of many first keys at once an account gets one, and none once it has any', async () => {
    const { store, accountId } = await open();
    const mint = () => mintKey({ accountId, name: 'first key', scopes: ['admin'], at: 7 }).key;
    const inserted = await Promise.all(Array.from({ length: 8 }, () => store.insertKey(mint(), true)));
    expect(inserted.filter(Boolean)).toEqual([true]);
    expect(await store.listKeys(accountId)).toHaveLength(1);
    expect(await store.insertKey(mint())).toBe(true);
    expect(await store.insertKey(mint(), true)).toBe(false);
  });

  test('a key is found by either half, and either half is given once', async () => {
    const { store, accountId } = await open();
    const { key } = mintKey({ accountId, name: 'till 1', scopes: ['read', 'write'], at: 7 });
    const other = mintKey({ accountId, name: 'till 2', scopes: ['admin'], at: 8 }).key;
    expect(await store.insertKey(key)).toBe(true);
    expect(await store.insertKey({ ...other, keyId: key.keyId })).toBe(false);
    expect(await store.insertKey({ ...other, secretHash: key.secretHash })).toBe(false);
    expect(await store.findKey({ keyId: key.keyId })).toEqual(key);
    expect(await store.findKey({ secretHash: key.secretHash })).toEqual(key);
    expect(await store.findKey({ keyId: other.keyId })).toBeNull();
    expect(await store.findKey({ secretHash: key.keyId })).toBeNull();
  });

  test('keys are listed by account, the oldest first, the revoked ones too', async () => {
    const [shop, neighbor] = [await open(), await open()];
    const { store, accountId } = shop;
    const mint = (at: number, owner = accountId) => mintKey({ accountId: owner, name: 'n', scopes: ['read'], at }).key;
    const [first, second, foreign] = [mint(1), mint(2), mint(0, neighbor.accountId)];
    for (const key of [second, first, foreign]) await store.insertKey(key);
    expect(await store.revokeKey(accountId, first.keyId, 9)).toBe(true);
    expect(await store.listKeys(accountId)).toEqual([{ ...first, revokedAt: 9 }, second]);
    expect(await store.findKey({ keyId: first.keyId })).toEqual({ ...first, revokedAt: 9 });
    expect(await store.revokeKey(accountId, first.keyId, 10)).toBe(false);
    expect(await store.revokeKey(accountId, foreign.keyId, 10)).toBe(false);
    expect(await store.revokeKey(accountId, 'nothing', 10)).toBe(false);
    expect(await store.listKeys(neighbor.accountId)).toEqual([foreign]);
  });

  test('the store answers a ping', async () => {
    const { store } = await open();
    expect(await store.ping()).toBeUndefined();
  });
}
