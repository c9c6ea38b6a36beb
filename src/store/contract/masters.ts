/**
 * Contract: masters are made, replaced, listed in the order in which they were made, removed, and belong to one
 * account, one dialect and one kind. A number is never given twice.
 * Called by contract.ts.
 */
import { expect, test } from 'vitest';
import type { MasterDraft } from '../../core/masters.ts';
import type { OpenShop } from './shop.ts';

const of = { dialect: 'd', kind: 'k' };
const draftOf = (fields: Partial<MasterDraft>): MasterDraft => ({ ...of, name: null, document: '{}', ...fields });

export function describeMasters(open: OpenShop): void {
  test('what is saved is listed, replaced under its name, and removed', async () => {
    const { store, accountId } = await open();
    const first = await store.saveMaster(accountId, draftOf({ name: '17', document: '{"a":1}' }), 10);
    expect(first).toEqual({ name: '17', document: '{"a":1}', createdAt: 10, modifiedAt: 10 });
    await store.saveMaster(accountId, draftOf({ name: 'word' }), 11);
    await store.saveMaster(accountId, draftOf({ name: '17', document: '{"a":2}' }), 12);
    expect(await store.listMasters(accountId, of)).toEqual([
      { name: '17', document: '{"a":2}', createdAt: 10, modifiedAt: 12 },
      { name: 'word', document: '{}', createdAt: 11, modifiedAt: 11 },
    ]);
    expect(await store.listMasters(accountId, { ...of, kind: 'other' })).toEqual([]);
    expect(await store.listMasters(accountId, { ...of, dialect: 'other' })).toEqual([]);
    expect(await store.removeMaster(accountId, { ...of, name: 'word' })).toBe(true);
    expect(await store.removeMaster(accountId, { ...of, name: 'word' })).toBe(false);
    expect((await store.listMasters(accountId, of)).map(({ name }) => name)).toEqual(['17']);
  });

  test('numbers go on after the highest, also after it was removed, and when many are made at once', async () => {
    const { store, accountId } = await open();
    await store.saveMaster(accountId, draftOf({ name: '17' }), 1);
    const made = await Promise.all(Array.from({ length: 5 }, () => store.saveMaster(accountId, draftOf({}), 1)));
    expect(made.map(({ name }) => name).toSorted()).toEqual(['18', '19', '20', '21', '22']);
    await store.removeMaster(accountId, { ...of, name: '22' });
    expect((await store.saveMaster(accountId, draftOf({}), 1)).name).toBe('23');
    expect((await store.saveMaster(accountId, draftOf({ kind: 'other' }), 1)).name).toBe('1');
  });

  test('an account sees its own alone', async () => {
    const [one, other] = [await open(), await open()];
    await one.store.saveMaster(one.accountId, draftOf({ name: '1' }), 1);
    expect(await other.store.listMasters(other.accountId, of)).toEqual([]);
    expect(await other.store.removeMaster(other.accountId, { ...of, name: '1' })).toBe(false);
  });
}
