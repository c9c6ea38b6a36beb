/**
 * Contract: an endpoint is revised, disabled and enabled by its own account alone; enabled again it is told of what
 * happens from then on. The jobs of one endpoint are listed page by page; jobs that are made again are due anew.
 * Called by contract.ts; claims are across accounts, so every test has kinds of its own.
 */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Endpoint, EndpointRevision, Standing } from '../../core/endpoints.ts';
import type { OpenShop, Shop } from './shop.ts';

const hook = { dialect: 'd', url: 'http://h/', topic: 't', name: null, storeId: null, secret: null };
const standing: Standing = { failingSince: null, disabledAt: null, disabledBy: null };

async function onlyEndpoint(shop: Shop): Promise<Endpoint> {
  const [endpoint] = await shop.store.listEndpoints(shop.accountId);
  if (endpoint === undefined) throw new Error('the endpoint must stand');
  return endpoint;
}

export function describeEndpoints(open: OpenShop): void {
  test('an endpoint is revised by its account, and is otherwise as it was', async () => {
    const [shop, other] = [await open(), await open()];
    const endpointId = await shop.store.saveEndpoint(shop.accountId, hook, 1);
    const made = await onlyEndpoint(shop);
    expect(made).toMatchObject({ ...standing, formerSecret: null, formerSecretUntil: null });
    const revision: EndpointRevision = {
      ...{ url: 'http://new/', topic: 'u', name: 'N', storeId: 7, secret: 's' },
      ...{ formerSecret: 'f', formerSecretUntil: 9 },
    };
    expect(await other.store.reviseEndpoint(other.accountId, endpointId, revision)).toBe(false);
    expect(await onlyEndpoint(shop)).toEqual(made);
    expect(await shop.store.reviseEndpoint(shop.accountId, endpointId, revision)).toBe(true);
    expect(await onlyEndpoint(shop)).toEqual({ ...made, ...revision });
  });

  test('disabled it stands where it was; enabled it begins with what happens from then on', async () => {
    const [shop, other] = [await open(), await open()];
    const endpointId = await shop.store.saveEndpoint(shop.accountId, hook, 1);
    const { cursor } = await onlyEndpoint(shop);
    await shop.create({ orderKey: 'a' });
    const disabled: Standing = { failingSince: 5, disabledAt: 6, disabledBy: 'failures' };
    expect(await other.store.setStanding(other.accountId, endpointId, disabled)).toBe(false);
    expect(await shop.store.setStanding(shop.accountId, endpointId, { ...standing, failingSince: 5 })).toBe(true);
    expect(await onlyEndpoint(shop)).toMatchObject({ ...standing, failingSince: 5, cursor });
    await shop.store.setStanding(shop.accountId, endpointId, disabled);
    expect(await onlyEndpoint(shop)).toMatchObject({ ...disabled, cursor });
    await shop.store.setStanding(shop.accountId, endpointId, standing);
    const enabled = await onlyEndpoint(shop);
    expect(enabled).toMatchObject(standing);
    const orderId = await shop.create({ orderKey: 'b' });
    const facts = await shop.store.listFacts(shop.accountId, { eventId: enabled.cursor, limit: 10 });
    expect(facts.map((fact) => fact.orderId)).toEqual([orderId]);
  });

  test('jobs are made, made again they are due anew, and listed by their names and states', async () => {
    const [shop, other] = [await open(), await open()];
    const kind = randomUUID();
    const draft = (name: string, dueAt = 100) => ({ kind, name, dueAt, payload: '{}' });
    await shop.store.saveJobs(shop.accountId, [draft('1 a'), draft('1 b'), draft('2 a'), draft('12 a')], 50);
    await shop.store.saveJobs(shop.accountId, [], 50);
    const claimed = await shop.store.claimJobs({ kinds: [kind], at: 100, leaseMs: 1_000, limit: 10 });
    const done = claimed.find(({ name }) => name === '1 a');
    if (done === undefined) throw new Error('the job must be claimed');
    const entry = { at: 110, milliseconds: 1, note: 'n' };
    await shop.store.endJob(done, { state: 'done', dueAt: 110, at: 110, entry });
    const names = async (asked: object) => {
      const jobs = await shop.store.listJobs(shop.accountId, { kind, limit: 10, ...asked });
      return jobs.map(({ name }) => name);
    };
    expect(await names({})).toEqual(['12 a', '2 a', '1 b', '1 a']);
    expect(await names({ namePrefix: '1 ' })).toEqual(['1 b', '1 a']);
    expect(await names({ namePrefix: '1 ', state: 'done' })).toEqual(['1 a']);
    expect(await names({ namePrefix: '1%' })).toEqual([]);
    const [last] = await shop.store.listJobs(shop.accountId, { kind, limit: 1, namePrefix: '1 ' });
    expect(await names({ namePrefix: '1 ', beforeId: last?.jobId })).toEqual(['1 a']);
    expect(await other.store.listJobs(other.accountId, { kind, limit: 10 })).toEqual([]);

    await shop.store.saveJobs(shop.accountId, [draft('1 a', 200)], 150);
    expect(await names({ state: 'done' })).toEqual([]);
    const again = await shop.store.claimJobs({ kinds: [kind], at: 200, leaseMs: 1_000, limit: 10 });
    expect(again).toMatchObject([{ jobId: done.jobId, tries: 0, log: [{ note: 'n' }] }]);
  });
}
