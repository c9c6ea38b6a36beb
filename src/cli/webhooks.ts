/**
 * `bulkhead webhooks`: who is told of what happens, what became of each delivery, and delivering one again.
 * It also works beside a running server, which finds a delivery to repeat within a second.
 * Endpoints are made through the wires, or here for contracts whose wire has no way to; a secret that is made here is
 * printed once, others never.
 */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { DELIVERY, dialects, type Endpoint, type Job, STANDARD_DELIVERY } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError, instantText, printRows } from './print.ts';

type ListOptions = OfflineOptions & { json?: boolean };
type DeliveriesOptions = ListOptions & { limit: string };

const DELIVERIES_MAX = 10_000;
/** As many as a digest of the signature has. */
const SECRET_BYTES = 32;

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('webhooks: endpoints, deliveries, delivering again');
  addAccountOptions(webhooks.command('list').description('who is told'))
    .option('--json', 'for programs')
    .action(listEndpoints);
  addAccountOptions(webhooks.command('add <contract> <url>').description('tell an address in the words of a contract'))
    .option('--topic <topics>', 'what of, with commas between them; all by default')
    .option('--secret <secret>', 'key of the signature; made and shown once by default')
    .action(addEndpoint);
  addAccountOptions(webhooks.command('remove <endpointId>').description('tell it nothing more')).action(removeEndpoint);
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

type AddOptions = OfflineOptions & { topic?: string; secret?: string };

async function addEndpoint(contract: string, url: string, { topic, secret, ...options }: AddOptions): Promise<void> {
  const shaped = dialects.filter(({ webhooks }) => webhooks?.topics !== undefined);
  const dialect = shaped.find(({ name }) => name === contract);
  const names = shaped.map(({ name }) => name).join(', ');
  if (dialect === undefined) throw new CommandError(`expected one of ${names}, got ${JSON.stringify(contract)}`);
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new CommandError(`expected an http or https address, got ${JSON.stringify(url)}`);
  }
  const topics = topicsFrom(topic, dialect.webhooks?.topics ?? []);
  const made = secret ?? randomBytes(SECRET_BYTES).toString('hex');
  await withAccount(options, async (store, { accountId }) => {
    const draft = { dialect: contract, url, topic: topics.join(','), name: null, storeId: null, secret: made };
    const endpointId = await store.saveEndpoint(accountId, draft, Date.now());
    console.log(`Endpoint ${endpointId} is told of ${topics.join(', ')}.`);
    if (secret === undefined) console.log(`Secret: ${made}`);
  });
}

function topicsFrom(stated: string | undefined, known: readonly string[]): readonly string[] {
  const topics = stated === undefined ? known : [...new Set(stated.split(',').map((topic) => topic.trim()))];
  if (topics.every((topic) => known.includes(topic))) return topics;
  throw new CommandError(`--topic: expected some of ${known.join(', ')}, got ${JSON.stringify(stated)}`);
}

function removeEndpoint(text: string, options: OfflineOptions): Promise<void> {
  return withAccount(options, async (store, { accountId, name }) => {
    const isRemoved = /^\d{1,15}$/.test(text) && (await store.deleteEndpoint(accountId, Number(text)));
    if (!isRemoved) throw new CommandError(`the account ${name} has no endpoint ${JSON.stringify(text)}`);
    console.log(`Endpoint ${text} is told nothing more.`);
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
