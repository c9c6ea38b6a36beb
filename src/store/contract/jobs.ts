/**
 * Contract: a job is claimed by one caller at a time, tried again when its claim lapses, and never ended by whoever
 * came too late. A hold with a date makes its job in its own transaction. An endpoint is told from every event once.
 * Called by contract.ts; claims are across accounts, so every test has kinds of its own.
 */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { BatchItem } from '../../core/batch.ts';
import type { Endpoint } from '../../core/endpoints.ts';
import type { JobDraft, JobEnd } from '../../core/jobs.ts';
import type { Operation } from '../../core/operation.ts';
import { momentFromInstant } from '../../core/time.ts';
import { deletionOf, type OpenShop, type Shop } from './shop.ts';

const hook = { dialect: 'd', url: 'http://h/', topic: 't', name: null, storeId: null, secret: null };

function draftOf(kind: string, fields: Partial<JobDraft> = {}): JobDraft {
  return { kind, name: 'n', dueAt: 100, payload: '{"a":1}', ...fields };
}

/** An endpoint of a new shop, and how jobs are made beside it. */
async function openHook(open: OpenShop) {
  const shop = await open();
  await shop.store.saveEndpoint(shop.accountId, hook, 1);
  const standing = async (): Promise<Endpoint> => {
    const [endpoint] = await shop.store.listEndpoints(shop.accountId);
    if (endpoint === undefined) throw new Error('the endpoint must stand');
    return endpoint;
  };
  const make = async (...jobs: JobDraft[]) => {
    const endpoint = await standing();
    expect(await shop.store.advance(endpoint, { to: endpoint.cursor + 1, jobs, notices: [], at: 50 })).toBe(true);
  };
  const claim = (kind: string, at: number, limit = 10) =>
    shop.store.claimJobs({ kinds: [kind], at, leaseMs: 1_000, limit });
  return { shop, standing, make, claim };
}

function endAt(at: number, fields: Partial<JobEnd> = {}): JobEnd {
  return { state: 'done', dueAt: at, at, entry: { at, milliseconds: 1, note: `at ${at}` }, ...fields };
}

const operationOf = (fields: object): BatchItem => ({
  label: 0,
  operation: { pointer: '', ...fields } as Operation,
});

const jobsOf = (shop: Shop, kind: string) => shop.store.listJobs(shop.accountId, { kind, limit: 10 });

export function describeJobs(open: OpenShop): void {
  test('a job is claimed when it is due, by one caller, until the claim lapses', async () => {
    const { shop, make, claim } = await openHook(open);
    const kind = randomUUID();
    await make(draftOf(kind), draftOf(kind, { name: 'm', dueAt: 90 }), draftOf(kind, { name: 'later', dueAt: 9_000 }));
    expect(await claim(kind, 89)).toEqual([]);
    const [first] = await claim(kind, 100, 1);
    expect(first).toMatchObject({ accountId: shop.accountId, name: 'm', tries: 0, payload: '{"a":1}', madeAt: 50 });
    expect((await claim(kind, 100)).map(({ name }) => name)).toEqual(['n']);
    expect(await claim(kind, 1_099)).toEqual([]);
    expect((await claim(kind, 1_100)).map(({ name }) => name).toSorted()).toEqual(['m', 'n']);
    expect(await claim(randomUUID(), 99_999)).toEqual([]);
  });

  test('ten callers at once claim every job once', async () => {
    const { make, claim } = await openHook(open);
    const kind = randomUUID();
    await make(...Array.from({ length: 30 }, (_, index) => draftOf(kind, { name: `job ${index}` })));
    const claimed = await Promise.all(Array.from({ length: 10 }, () => claim(kind, 100, 3)));
    const rest = await claim(kind, 100, 30);
    const names = [...claimed.flat(), ...rest].map(({ name }) => name);
    expect([names.length, new Set(names).size]).toEqual([30, 30]);
  });

  test('a try that failed is due later; one that ended is kept with its tries; a late one changes nothing', async () => {
    const { shop, make, claim } = await openHook(open);
    const kind = randomUUID();
    await make(draftOf(kind));
    const [one] = await claim(kind, 100);
    if (one === undefined) throw new Error('the job must be claimed');
    expect(await shop.store.endJob(one, endAt(110, { state: 'waiting', dueAt: 500 }))).toBe(true);
    expect(await claim(kind, 499)).toEqual([]);
    const [two] = await claim(kind, 500);
    if (two === undefined) throw new Error('the job must be claimed again');
    expect(await shop.store.endJob(one, endAt(510))).toBe(false);
    expect(await shop.store.endJob(two, endAt(520, { state: 'given_up' }))).toBe(true);
    expect(await shop.store.endJob(two, endAt(530))).toBe(false);
    const [kept] = await jobsOf(shop, kind);
    expect(kept).toMatchObject({ state: 'given_up', tries: 2, log: [{ note: 'at 110' }, { note: 'at 520' }] });
    expect(await claim(kind, 99_999)).toEqual([]);
    expect(await shop.store.restartJob(shop.accountId, kept?.jobId ?? 0, 600)).toBe(true);
    expect(await shop.store.restartJob(shop.accountId, 0, 600)).toBe(false);
    expect(await claim(kind, 600)).toMatchObject([{ tries: 0, state: 'waiting' }]);
  });

  test('a claim that is renewed lapses later; one that has lapsed cannot be', async () => {
    const { shop, make, claim } = await openHook(open);
    const kind = randomUUID();
    await make(draftOf(kind));
    const [job] = await claim(kind, 100);
    expect(job && (await shop.store.renewJob(job, 9_000))).toBe(true);
    expect(await claim(kind, 8_999)).toEqual([]);
    expect(await claim(kind, 9_000)).toHaveLength(1);
    expect(job && (await shop.store.renewJob(job, 20_000))).toBe(false);
  });

  test('made again a job stands there once, due anew, and the claim before has no say', async () => {
    const { shop } = await openHook(open);
    const orderId = await shop.create({ orderKey: 'k' });
    const hold = (at: number) =>
      shop.take([operationOf({ kind: 'hold', target: { orderId }, until: momentFromInstant(at, 'UTC') })]);
    const claimed = async (at: number) => {
      const jobs = await shop.store.claimJobs({ kinds: ['end_hold'], at, leaseMs: 1, limit: 10_000 });
      return jobs.filter(({ accountId }) => accountId === shop.accountId);
    };
    await hold(100);
    const [old] = await claimed(100);
    await hold(20_000);
    expect(old && (await shop.store.endJob(old, endAt(150)))).toBe(false);
    expect(await claimed(19_999)).toEqual([]);
    expect(await claimed(20_000)).toMatchObject([{ jobId: old?.jobId, tries: 0 }]);
  });

  test('a notice that is made again is told once', async () => {
    const { shop, make, claim } = await openHook(open);
    const kind = randomUUID();
    await make(draftOf(kind));
    for (const job of await claim(kind, 100)) await shop.store.endJob(job, endAt(110));
    await make(draftOf(kind, { dueAt: 200, payload: '{"a":2}' }));
    expect(await jobsOf(shop, kind)).toMatchObject([{ state: 'done', payload: '{"a":1}' }]);
  });

  test('jobs that ended are forgotten by age, others never', async () => {
    const { shop, make, claim } = await openHook(open);
    const kind = randomUUID();
    await make(draftOf(kind), draftOf(kind, { name: 'waits' }));
    const jobs = await claim(kind, 100, 1);
    for (const job of jobs) await shop.store.endJob(job, endAt(110));
    expect(await shop.store.forgetJobs(100)).toBe(0);
    expect(await shop.store.forgetJobs(111)).toBeGreaterThan(0);
    expect(await jobsOf(shop, kind)).toHaveLength(1);
  });

  test('a hold with a date makes a job of it, in its own transaction; moved, it is due anew', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k' });
    const hold = (at: number, orderIdOrNone = orderId) =>
      operationOf({ kind: 'hold', target: { orderId: orderIdOrNone }, until: momentFromInstant(at, 'UTC') });
    await shop.take([hold(5_000)]);
    await shop.take([hold(6_000), hold(9_000, 999_999_999)].map((item, label) => ({ ...item, label })));
    await shop.take([operationOf({ kind: 'hold', target: { orderId } })]);
    expect(await jobsOf(shop, 'end_hold')).toMatchObject([
      { name: String(orderId), dueAt: 6_000, payload: JSON.stringify({ orderId }), state: 'waiting' },
    ]);
  });

  test('facts tell what an order was and became', async () => {
    const shop = await open();
    const orderId = await shop.create({ orderKey: 'k', content: { status: 'unpaid', storeId: 7 } });
    shop.now += 1;
    await shop.send([{ orderKey: 'k', content: { storeId: 7, giftMessage: 'paid' } }]);
    await shop.take([operationOf({ kind: 'tag', target: { orderId }, tagIds: [1] })]);
    await shop.take([operationOf({ kind: 'ship', target: { orderId }, shipment: {} })]);
    await shop.take([deletionOf({ orderId })]);
    const facts = await shop.store.listFacts(shop.accountId, { eventId: 0, limit: 10 });
    expect(facts.map(({ kind, statusBefore, status }) => `${kind} ${statusBefore}>${status}`)).toEqual([
      'order.created null>unpaid',
      'order.replaced unpaid>open',
      'order.tagged open>open',
      'order.shipped open>shipped',
      'order.deleted shipped>shipped',
    ]);
    expect(new Set(facts.map(({ storeId }) => storeId))).toEqual(new Set([7]));
    expect(new Set(facts.map(({ number }) => number))).toEqual(new Set([String(orderId)]));
    const rest = await shop.store.listFacts(shop.accountId, { eventId: facts[2]?.eventId ?? 0, limit: 1 });
    expect(rest).toEqual([facts[3]]);
  });

  test('an endpoint begins with what happens from now on, and moves only from where it stands', async () => {
    const shop = await open();
    await shop.create({ orderKey: 'before' });
    const draft = { ...hook, name: 'N', storeId: 4, secret: 's' };
    const endpointId = await shop.store.saveEndpoint(shop.accountId, draft, 33);
    const [endpoint] = await shop.store.listEndpoints(shop.accountId);
    expect(endpoint).toMatchObject({ ...draft, endpointId, accountId: shop.accountId, createdAt: 33 });
    if (endpoint === undefined) throw new Error('the endpoint must stand');
    const orderId = await shop.create({ orderKey: 'after' });
    const facts = await shop.store.listFacts(shop.accountId, { eventId: endpoint.cursor, limit: 10 });
    expect(facts.map((fact) => fact.orderId)).toEqual([orderId]);
    const [fact] = facts;
    const [kind, batchId] = [randomUUID(), randomUUID()];
    const notices = [{ batchId, eventId: fact?.eventId ?? 0, orderIds: [orderId, 999_999_999] }];
    const step = { to: fact?.eventId ?? 0, jobs: [draftOf(kind)], notices, at: 1 };
    const both = await Promise.all([shop.store.advance(endpoint, step), shop.store.advance(endpoint, step)]);
    expect(both.toSorted()).toEqual([false, true]);
    expect(await jobsOf(shop, kind)).toHaveLength(1);
    expect(await shop.store.ordersOfNotices(shop.accountId, batchId)).toEqual([orderId, 999_999_999]);
    // Another endpoint is told of other orders of the same batch.
    await shop.store.saveEndpoint(shop.accountId, { ...hook, topic: 'other' }, 1);
    const other = (await shop.store.listEndpoints(shop.accountId)).find(({ topic }) => topic === 'other');
    if (other === undefined) throw new Error('the other endpoint must stand');
    const more = notices.map((notice) => ({ ...notice, orderIds: [5, orderId] }));
    expect(await shop.store.advance(other, { ...step, jobs: [], notices: more })).toBe(true);
    expect((await shop.store.ordersOfNotices(shop.accountId, batchId)).toSorted((a, b) => a - b)).toEqual(
      [5, orderId, 999_999_999].toSorted((a, b) => a - b),
    );
    expect(await shop.store.ordersOfNotices(shop.accountId, randomUUID())).toEqual([]);
  });

  test('an account sees and removes its own endpoints alone', async () => {
    const [one, other] = [await open(), await open()];
    const endpointId = await one.store.saveEndpoint(one.accountId, hook, 1);
    expect(await other.store.listEndpoints(other.accountId)).toEqual([]);
    expect(await other.store.deleteEndpoint(other.accountId, endpointId)).toBe(false);
    expect((await one.store.listEndpoints(null)).map((endpoint) => endpoint.endpointId)).toContain(endpointId);
    expect(await one.store.deleteEndpoint(one.accountId, endpointId)).toBe(true);
    expect(await one.store.listEndpoints(one.accountId)).toEqual([]);
  });
}
