/**
 * Contract: many commands at once. Those that touch one order, one number or one idempotency key run one after the
 * other; everyone is answered; a batch of the largest size is one command.
 * Part of the suite in src/store/contract.ts, which calls it once for every way a driver can be opened.
 */
import { expect, test } from 'vitest';
import { LIMITS } from '../../core/limits.ts';
import { type Entry, idsOf, type OpenShop, told } from './shop.ts';

const range = (length: number) => Array.from({ length }, (_, index) => index);

export function describeCrowds(open: OpenShop): void {
  test('many at once on the same keys: one order a key, revisions without a gap', async () => {
    const shop = await open();
    const keys = ['a', 'b', 'c'];
    const send = (round: number) =>
      shop.send(keys.map((orderKey): Entry => ({ orderKey, content: { internalNote: `round ${round}` } })));
    const answers = await Promise.all(range(60).map(send));
    for (const [index, orderKey] of keys.entries()) {
      const [order, ...others] = await shop.find({ orderKey });
      expect(others).toEqual([]);
      expect(order?.revision).toBe(60);
      const spoken = answers.map((outcomes) => told(outcomes)[index]?.replace(/\D+/, ''));
      expect(spoken.map(Number).sort((a, b) => a - b)).toEqual(range(60).map((step) => step + 1));
      const formers = await shop.revisions(order?.orderId ?? 0);
      expect(formers.map(({ revision }) => revision)).toEqual(range(59).map((step) => step + 1));
      expect(new Set(formers.map(({ content }) => content)).size).toBe(59);
    }
    expect((await shop.events()).length).toBe(180);
  });

  test('many at once that claim one number: one gets it', async () => {
    const shop = await open();
    const claim = { isNumberClaimed: true, content: { number: 'N' } };
    const answers = await Promise.all(range(40).map(() => shop.send([claim])));
    const words = answers.flatMap(told);
    expect(words.filter((word) => word === 'created r1')).toHaveLength(1);
    expect(words.filter((word) => word === 'order_number_taken')).toHaveLength(39);
  });

  test('many shops at once: everyone has what was sent, and no id twice', async () => {
    const shops = await Promise.all(range(8).map(() => open()));
    const answers = await Promise.all(
      range(160).map((step) => shops[step % 8]?.send([{ orderKey: `k${step}` }, {}, {}]) ?? []),
    );
    const ids = answers.flat().flatMap(idsOf);
    expect(new Set(ids).size).toBe(480);
    for (const shop of shops) expect((await shop.list()).total).toBe(60);
  });

  test('a batch of the largest size is one command: all created, then all kept', { timeout: 60_000 }, async () => {
    const shop = await open();
    const entries = range(LIMITS.batchItemsMax).map((index): Entry => ({ orderKey: `k${index}` }));
    const created = await shop.send(entries, 'large');
    expect(new Set(told(created))).toEqual(new Set(['created r1']));
    expect(created.map(({ label }) => label)).toEqual(range(LIMITS.batchItemsMax));
    expect(new Set(told(await shop.send(entries)))).toEqual(new Set(['kept r1']));
    expect(await shop.send(entries, 'large')).toEqual(created);
    expect((await shop.list({ limit: 1 })).total).toBe(LIMITS.batchItemsMax);
    expect(await shop.events()).toHaveLength(LIMITS.batchItemsMax);
  });
}
