/**
 * Contract: a call is claimed by one at a time, done once, and told again with its answer; what failed is let go of, a
 * claim that lapsed is taken over, and all of it is an account's own and forgotten by its age.
 * Called by contract.ts.
 */
import { expect, test } from 'vitest';
import type { CallClaim } from '../../core/call-receipt.ts';
import type { OpenShop } from './shop.ts';

const claimOf = (token: string, fields: Partial<CallClaim> = {}): CallClaim => ({
  ...{ kind: 'claim', key: 'k', digest: 'd', token, at: 1_000, lapsesAt: 2_000 },
  ...fields,
});

export function describeCalls(open: OpenShop): void {
  test('a call is claimed by one, done, and its answer is told again', async () => {
    const { store, accountId } = await open();
    const mine = { token: 'one', digest: 'd', firstAt: 1_000, answer: null };
    expect(await store.keepCall(accountId, claimOf('one'))).toEqual(mine);
    expect(await store.keepCall(accountId, claimOf('two', { at: 1_500, digest: 'e' }))).toEqual(mine);
    await store.keepCall(accountId, { kind: 'end', key: 'k', token: 'two', answer: 'theirs' });
    const done = { ...mine, answer: 'all' };
    expect(await store.keepCall(accountId, { kind: 'end', key: 'k', token: 'one', answer: 'all' })).toEqual(done);
    expect(await store.keepCall(accountId, claimOf('three', { at: 9_000, lapsesAt: 9_999 }))).toEqual(done);
    await store.keepCall(accountId, { kind: 'end', key: 'k', token: 'one', answer: null });
    expect(await store.keepCall(accountId, claimOf('one'))).toEqual(done);
    expect(await store.keepCall(accountId, { kind: 'end', key: 'other', token: 'one', answer: null })).toBeNull();
  });

  test('a claim is renewed by its holder, taken over once it has lapsed, and let go of', async () => {
    const { store, accountId } = await open();
    await store.keepCall(accountId, claimOf('one'));
    await store.keepCall(accountId, claimOf('one', { at: 1_900, lapsesAt: 3_000 }));
    expect((await store.keepCall(accountId, claimOf('two', { at: 2_500 })))?.token).toBe('one');
    const taken = await store.keepCall(accountId, claimOf('two', { at: 3_000, lapsesAt: 4_000, digest: 'e' }));
    expect(taken).toEqual({ token: 'two', digest: 'e', firstAt: 1_000, answer: null });
    await store.keepCall(accountId, { kind: 'end', key: 'k', token: 'two', answer: null });
    expect((await store.keepCall(accountId, claimOf('three', { at: 3_001 })))?.token).toBe('three');
  });

  test('of many at once one holds the claim', async () => {
    const { store, accountId } = await open();
    const asked = Array.from({ length: 8 }, (_, index) => store.keepCall(accountId, claimOf(`token ${index}`)));
    const told = await Promise.all(asked);
    expect(new Set(told.map((receipt) => receipt?.token)).size).toBe(1);
  });

  test('an account sees its own alone, and what is old is forgotten', async () => {
    const [one, other] = [await open(), await open()];
    await one.store.keepCall(one.accountId, claimOf('one'));
    expect((await other.store.keepCall(other.accountId, claimOf('two')))?.token).toBe('two');
    await one.store.keepCall(one.accountId, claimOf('young', { key: 'young', at: 5_000, lapsesAt: 6_000 }));
    expect(await one.store.forgetReceipts(5_000)).toBeGreaterThan(0);
    expect((await one.store.keepCall(one.accountId, claimOf('three', { at: 1_001 })))?.token).toBe('three');
    const young = claimOf('four', { key: 'young', at: 5_001 });
    expect((await one.store.keepCall(one.accountId, young))?.token).toBe('young');
  });
}
