/**
 * Contract: an import grows by parts, leaves a state once, takes every step of its slices once, and is gone with all
 * that belongs to it; an account sees its own alone.
 * Called by contract.ts.
 */
import { expect, test } from 'vitest';
import type { ImportState } from '../../core/imports/import.ts';
import type { OpenShop } from './shop.ts';

const job = (importId: string) => ({ kind: 'contract-import', name: importId, dueAt: 5, payload: '{}' });

async function openImport(open: OpenShop, state: ImportState = 'uploading') {
  const shop = await open();
  const name = { accountId: shop.accountId, importId: `i-${shop.accountId}` };
  const draft = { importId: name.importId, state, settings: '{"a":1}', progress: '{}' };
  expect(await shop.store.createImport(shop.accountId, draft, 10)).toBe(true);
  expect(await shop.store.createImport(shop.accountId, draft, 11)).toBe(false);
  return { store: shop.store, accountId: shop.accountId, name, found: () => shop.store.findImport(name) };
}

const step = (from: number, documents: readonly string[]) => ({
  from,
  at: 20,
  progress: `{"from":${from}}`,
  documents,
});
const made = ({ documents, ...rest }: ReturnType<typeof step>) =>
  ({ ...rest, kind: 'made', items: documents }) as const;
const done = ({ documents, ...rest }: ReturnType<typeof step>) =>
  ({ ...rest, kind: 'done', outcomes: documents }) as const;

export function describeImports(open: OpenShop): void {
  test('a file grows where it ends, and only while it is uploading', async () => {
    const { store, name, found } = await openImport(open);
    expect(await store.appendPart(name, { offset: 0, bytes: 3, document: 'abc' }, 11)).toBe(true);
    expect(await store.appendPart(name, { offset: 0, bytes: 3, document: 'abc' }, 12)).toBe(false);
    const twice = [1, 2].map(() => store.appendPart(name, { offset: 3, bytes: 2, document: 'de' }, 12));
    expect((await Promise.all(twice)).toSorted()).toEqual([false, true]);
    expect(await found()).toMatchObject({ state: 'uploading', uploadedBytes: 5, createdAt: 10, modifiedAt: 12 });
    expect(await store.findPart(name, 3)).toEqual({ offset: 3, bytes: 2, document: 'de' });
    expect(await store.findPart(name, 4)).toBeNull();
    await store.changeImport(name, { from: ['uploading'], to: 'validating', at: 13 });
    expect(await store.appendPart(name, { offset: 5, bytes: 1, document: 'f' }, 14)).toBe(false);
  });

  test('a state is left once; the file, the slices and the job change with it', async () => {
    const { store, accountId, name, found } = await openImport(open);
    await store.appendPart(name, { offset: 0, bytes: 1, document: 'a' }, 11);
    await store.stepImport(name, made(step(0, ['x', 'y'])));
    const change = { from: ['uploading', 'validated'], to: 'validating', at: 30, settings: '{"a":2}' } as const;
    const whole = { ...change, dropsFile: true, dropsSlices: true, job: job(name.importId) };
    const moved = await Promise.all([store.changeImport(name, whole), store.changeImport(name, whole)]);
    expect(moved.toSorted()).toEqual([false, true]);
    expect(await found()).toMatchObject({ state: 'validating', settings: '{"a":2}', slicesMade: 0, modifiedAt: 30 });
    expect(await store.findPart(name, 0)).toBeNull();
    expect(await store.findSlice(name, 0)).toBeNull();
    expect(await store.listJobs(accountId, { kind: 'contract-import', limit: 5 })).toMatchObject([
      { name: name.importId, dueAt: 5 },
    ]);
  });

  test('every slice is made once, told once and undone once', async () => {
    const { store, name, found } = await openImport(open, 'running');
    expect(await store.stepImport(name, made(step(0, ['a', 'b'])))).toBe('running');
    expect(await store.stepImport(name, made(step(0, ['c'])))).toBeNull();
    const told = [1, 2].map((word) => store.stepImport(name, done(step(0, [`told ${word}`]))));
    expect((await Promise.all(told)).toSorted()).toEqual([null, 'running'].toSorted());
    expect(await store.stepImport(name, done(step(1, ['last'])))).toBe('running');
    expect(await store.stepImport(name, { kind: 'undone', count: 2, from: 0, at: 21, progress: '{}' })).toBe('running');
    expect(await found()).toMatchObject({ slicesMade: 2, slicesDone: 2, slicesUndone: 2, progress: '{}' });
    expect(await store.findSlice(name, 0)).toMatchObject({ items: 'a', outcomes: expect.stringMatching(/^told/) });
    expect(await store.findSlice(name, 1)).toEqual({ sliceNo: 1, items: 'b', outcomes: 'last' });
    expect(await store.findSlice(name, 2)).toBeNull();
  });

  test('lists begin with the latest; what is removed is gone with its file and its slices', async () => {
    const { store, accountId, name } = await openImport(open);
    const draftOf = (importId: string) => ({ importId, state: 'done', settings: '{}', progress: '{}' }) as const;
    for (const importId of ['j-1', 'j-2', 'j-3']) await store.createImport(accountId, draftOf(importId), 1);
    const ids = async (after: string | null) =>
      (await store.listImports(accountId, { after, limit: 2 })).map(({ importId }) => importId);
    expect(await ids(null)).toEqual(['j-3', 'j-2']);
    expect(await ids('j-2')).toEqual(['j-1', name.importId]);
    await store.appendPart(name, { offset: 0, bytes: 1, document: 'a' }, 11);
    expect(await store.removeImport(name)).toBe(true);
    expect(await store.removeImport(name)).toBe(false);
    expect(await store.findPart(name, 0)).toBeNull();
  });

  test('old ones are forgotten, some a call', async () => {
    const { store, name, found } = await openImport(open);
    await store.changeImport(name, { from: ['uploading'], to: 'canceled', at: -1_000 });
    let forgotten = 0;
    for (let some = 1; some > 0; forgotten += some) some = await store.forgetImports(-999);
    expect(forgotten).toBe(1);
    expect(await found()).toBeNull();
  });

  test('an account sees its own alone', async () => {
    const [one, { store, accountId }] = [await openImport(open), await open()];
    const strange = { accountId, importId: one.name.importId };
    expect(await store.findImport(strange)).toBeNull();
    expect(await store.changeImport(strange, { from: ['uploading'], to: 'canceled', at: 1 })).toBe(false);
    expect(await store.appendPart(strange, { offset: 0, bytes: 1, document: 'a' }, 1)).toBe(false);
    expect(await store.removeImport(strange)).toBe(false);
    expect(await store.listImports(accountId, { after: null, limit: 5 })).toEqual([]);
  });
}
