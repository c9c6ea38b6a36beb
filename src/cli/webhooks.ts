/**
 * `bulkhead webhooks`: who is told of what happens, what became of each delivery, and delivering one again.
 * It also works beside a running server, which finds a delivery to repeat within a second.
 * Endpoints are made through the wires; secrets are never printed.
 */
import type { Command } from 'commander';
import { DELIVERY, type Endpoint, type Job, STANDARD_DELIVERY } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError, instantText, printRows } from './print.ts';

type ListOptions = OfflineOptions & { json?: boolean };
type DeliveriesOptions = ListOptions & { limit: string };

const DELIVERIES_MAX = 10_000;

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('webhooks: endpoints, deliveries, delivering again');
  addAccountOptions(webhooks.command('list').description('who is told'))
    .option('--json', 'for programs')
    .action(listEndpoints);
  addAccountOptions(webhooks.command('deliveries').description('what was told, the latest first'))
    .option('--limit <count>', 'how many', '50')
    .option('--json', 'for programs')
    .action(listDeliveries);
  addAccountOptions(webhooks.command('replay <deliveryId>').description('deliver again, at once')).action(replay);
}

function listEndpoints({ json = false, ...options }: ListOptions): Promise<void> {
  return withAccount(options, async (store, { accountId }) => {
    const endpoints = await store.listEndpoints(accountId);
    printRows(endpoints.map(endpointRow), { json, empty: 'The account has no endpoints.' });
  });
}

function endpointRow(endpoint: Endpoint) {
  const { endpointId, dialect, topic, url, storeId, secret, createdAt, disabledAt, disabledBy } = endpoint;
  const disabled = disabledAt === null ? null : `${instantText(disabledAt)} (${disabledBy})`;
  const created = instantText(createdAt);
  return { endpointId, dialect, topic, url, storeId, isSigned: secret !== null, created, disabled };
}

function listDeliveries({ json = false, limit, ...options }: DeliveriesOptions): Promise<void> {
  const count = Number(limit);
  if (!/^\d{1,5}$/.test(limit) || count < 1 || count > DELIVERIES_MAX) {
    throw new CommandError(`--limit: expected 1 to ${DELIVERIES_MAX}, got ${JSON.stringify(limit)}`);
  }
  return withAccount(options, async (store, { accountId }) => {
    const ofKind = (kind: string) => store.listJobs(accountId, { kind, limit: count });
    const both = (await Promise.all([ofKind(DELIVERY), ofKind(STANDARD_DELIVERY)])).flat();
    const jobs = both.toSorted((one, other) => other.jobId - one.jobId).slice(0, count);
    printRows(jobs.map(deliveryRow), { json, empty: 'Nothing was told yet.' });
  });
}

function deliveryRow({ jobId, name, state, tries, madeAt, dueAt, log }: Job) {
  const [endpointId = ''] = name.split(' ');
  const next = state === 'waiting' ? instantText(dueAt) : null;
  const last = log.at(-1)?.note ?? null;
  return { deliveryId: jobId, endpointId, state, tries, made: instantText(madeAt), next, last };
}

function replay(text: string, options: OfflineOptions): Promise<void> {
  return withAccount(options, async (store, { accountId, name }) => {
    const isFound = /^\d{1,15}$/.test(text) && (await store.restartJob(accountId, Number(text), Date.now()));
    if (!isFound) throw new CommandError(`the account ${name} has no delivery ${JSON.stringify(text)}`);
    console.log(`Delivery ${text} is due now.`);
  });
}
