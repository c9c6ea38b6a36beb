/**
 * `GET /customers`, `GET` and `PUT /customers/{customerId}`, `PUT /anonymize-customer/{customerId}` (quirks 61 and 62).
 * Consents are added or replaced by their key; the others stay. Forgetting a person rewrites every order that bears the
 * customer's id, what these orders were before, and deleted ones, before the customer itself is forgotten: cut in
 * between, the call is made again.
 */
import type { Batch, BatchEcho } from '../../core/batch.ts';
import { LIMITS } from '../../core/limits.ts';
import { ORDER_STATUSES } from '../../core/order.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Entry, RegisterQuery } from '../../core/register/register.ts';
import { RequestError, type RouteContext, receiptKeyOf, type WireAnswer } from '../dialect.ts';
import { compileCheck, Maybe } from '../schema.ts';
import { type Static, Type } from '../type-box.ts';
import {
  type Consent,
  customerObject,
  type Details,
  detailsOf,
  FIELDS,
  isForgotten,
  wordsOf,
} from './customer-object.ts';
import { readFields } from './json-body.ts';
import { ID, instant, textOfQuery, wholeNumber } from './parameters.ts';
import { messageOf, sentencesOf } from './refusals.ts';
import { settingsOf } from './settings.ts';
import { jsonAnswer } from './write.ts';

const LIMIT_BY_DEFAULT = 20;
const CONSENTS_MAX = 1_000;
/** Each time somebody else was first and has finished. */
const TRIES_MAX = 50;
const Text = Type.String();

const ConsentBody = Type.Object({
  key: Type.String({ minLength: 1 }),
  consented: Maybe(Type.Boolean()),
  name: Maybe(Text),
  text: Maybe(Text),
  language: Maybe(Text),
  version: Maybe(Text),
});
export const CustomerBody = Type.Object({
  ...{ firstName: Maybe(Text), lastName: Maybe(Text), address1: Maybe(Text), address2: Maybe(Text) },
  ...{ zipCode: Maybe(Text), city: Maybe(Text), state: Maybe(Text), country: Maybe(Text) },
  ...{ phoneNumber: Maybe(Text), gender: Maybe(Text) },
  consents: Maybe(Type.Array(ConsentBody, { maxItems: CONSENTS_MAX })),
  xml: Maybe(Type.Boolean()),
});
type ConsentBody = Static<typeof ConsentBody>;
type CustomerBody = Static<typeof CustomerBody>;
const checkCustomer = compileCheck(CustomerBody, { hasNumericBooleans: true });

const NOT_FOUND = { status: 'no', msg: 'The customer was not found.' };
const ANONYMIZED_BEFORE = { status: 'no', msg: 'The personal data was already anonymized.' };
const ANONYMIZED = { status: 'ok', msg: 'The personal data has been anonymized.' };

export async function listCustomers(context: RouteContext): Promise<WireAnswer> {
  const { query } = context.request;
  const settings = settingsOf(context.caller.account);
  const found = await entriesOf(context, {
    title: textOfQuery(query, 'email')?.trim(),
    created: { from: instant(query, 'created', settings.timeZone) },
    changedFrom: instant(query, 'modified', settings.timeZone),
    isActive: true,
    offset: wholeNumber(query, 'offset', ID) ?? 0,
    limit: wholeNumber(query, 'limit', { min: 1, max: LIMITS.pageItemsMax }) ?? LIMIT_BY_DEFAULT,
  });
  return jsonAnswer({ status: 'ok', customers: found.map((entry) => customerObject(entry, settings)) });
}

export async function readCustomer(context: RouteContext): Promise<WireAnswer> {
  const entry = await entryOf(context);
  if (entry === undefined || isForgotten(entry)) return jsonAnswer(NOT_FOUND);
  return jsonAnswer({ status: 'ok', customer: customerObject(entry, settingsOf(context.caller.account)) });
}

export async function updateCustomer(context: RouteContext): Promise<WireAnswer> {
  const checked = checkCustomer(readFields(context.request.body), '');
  if ('problems' in checked) throw new RequestError('body_invalid', sentencesOf(checked.problems));
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const entry = await entryOf(context);
    if (entry === undefined || isForgotten(entry)) return jsonAnswer(NOT_FOUND);
    if (await change(entry, checked.value, context)) return readCustomer(context);
  }
  throw new RequestError('unavailable', 'the customer is being changed by others; try again');
}

/** False when somebody else has changed or forgotten the customer since it was read: what they said must stand. */
function change(entry: Entry, body: CustomerBody, { register, caller, clock }: RouteContext): Promise<boolean> {
  const { title, entryId, modifiedAt } = entry;
  const at = clock();
  const details = JSON.stringify(changed(detailsOf(entry), body, at));
  const from = { modifiedAt, details: entry.details };
  const named = { kind: 'shopper', entryId } as const;
  return register.changeEntry(caller.account.accountId, named, {
    title,
    isActive: true,
    labels: [],
    details,
    at,
    from,
  });
}

function changed(before: Details, body: CustomerBody, at: number): Details {
  const stated = FIELDS.flatMap((name) => (body[name] == null ? [] : [[name, body[name]]]));
  const consents = (body.consents ?? []).reduce((all, consent) => withConsent(all, consent, at), before.consents ?? []);
  return { ...before, ...Object.fromEntries(stated), consents };
}

function withConsent(all: readonly Consent[], body: ConsentBody, at: number): readonly Consent[] {
  const before = all.find(({ key }) => key === body.key);
  const after: Consent = {
    key: body.key,
    name: body.name ?? before?.name ?? '',
    consented: body.consented ?? before?.consented ?? false,
    text: body.text ?? before?.text ?? '',
    language: body.language ?? before?.language ?? '',
    version: body.version ?? before?.version ?? '',
    createdAt: before?.createdAt ?? at,
    modifiedAt: at,
  };
  return before === undefined ? [...all, after] : all.map((one) => (one === before ? after : one));
}

/** A person who stands in an order that the key may not touch is not half forgotten. */
const ALL_OR_NOTHING = {
  policy: 'all_or_nothing',
  isDryRun: false,
  onDuplicate: 'sequence',
  isRecorded: false,
} as const;

/** An operation on every order that bears the customer's id, whatever became of it. */
export async function readAnonymization(context: RouteContext): Promise<Batch> {
  const entry = await entryOf(context);
  const receiptKey = receiptKeyOf(context.request);
  if (entry === undefined || isForgotten(entry)) return { items: [], receiptKey };
  const orderIds = await ordersOf(context, entry.entryId);
  const items = orderIds.map((orderId, label) => ({
    label,
    operation: { kind: 'anonymize' as const, pointer: '', target: { orderId } },
  }));
  return { items, receiptKey, rules: ALL_OR_NOTHING };
}

async function ordersOf({ orders, caller }: RouteContext, customerId: number): Promise<readonly number[]> {
  const limit = LIMITS.pageItemsMax;
  const ids: number[] = [];
  for (let offset = 0; ; offset += limit) {
    const query = {
      customerId,
      statuses: ORDER_STATUSES,
      sort: 'orderId',
      isDescending: false,
      offset,
      limit,
    } as const;
    const page = await orders.listOrders(caller.account.accountId, query);
    ids.push(...page.orders.map(({ orderId }) => orderId));
    if (page.orders.length < limit) return ids;
    if (ids.length > LIMITS.batchItemsMax) {
      const message = `the customer has more than ${LIMITS.batchItemsMax} orders; nothing was anonymized`;
      throw new RequestError('items_too_many', message);
    }
  }
}

export async function writeAnonymization(
  outcomes: readonly Outcome[],
  _batch: BatchEcho,
  context: RouteContext,
): Promise<WireAnswer> {
  const entry = await entryOf(context);
  if (entry === undefined) return jsonAnswer(NOT_FOUND);
  if (isForgotten(entry)) return jsonAnswer(ANONYMIZED_BEFORE);
  const refusals = outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? [outcome.refusal] : []));
  const refusal = refusals.find(({ code }) => code !== 'batch_refused');
  if (refusal !== undefined) return jsonAnswer({ status: 'no', msg: messageOf(refusal) });
  const { register, caller, clock } = context;
  const { accountId } = caller.account;
  const orderIds = outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? [] : [outcome.orders[0].orderId]));
  await register.forgetHistory(accountId, { orderIds, customerId: entry.entryId, words: wordsOf(entry) }, clock());
  await register.forgetEntry(accountId, { kind: 'shopper', entryId: entry.entryId }, clock());
  return jsonAnswer(ANONYMIZED);
}

async function entryOf(context: RouteContext): Promise<Entry | undefined> {
  const { customerId = '' } = context.request.params;
  if (!/^\d{1,15}$/.test(customerId)) return undefined;
  const [entry] = await entriesOf(context, { entryId: Number(customerId), offset: 0, limit: 1 });
  return entry;
}

type Asked = Omit<RegisterQuery, 'kind' | 'sort' | 'isDescending'>;

async function entriesOf({ register, caller }: RouteContext, asked: Asked): Promise<readonly Entry[]> {
  const sorting = { kind: 'shopper', sort: 'entryId', isDescending: false } as const;
  return (await register.listEntries(caller.account.accountId, { ...sorting, ...asked })).entries;
}
