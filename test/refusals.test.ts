/**
 * One row at least for every refusal code: what was sent, and the problem it is answered with. Codes of reading come
 * from a dialect's or a schema's check, codes of deciding from a real store. The type of the table fails to compile
 * when a code has no row.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Batch, BatchItem, Draft } from '../src/core/batch.ts';
import { Intake } from '../src/core/intake.ts';
import type { Operation } from '../src/core/operation.ts';
import type { OrderContent } from '../src/core/order.ts';
import { type Problem, precedenceOf, REFUSALS, type Refusal, type RefusalCode } from '../src/core/outcome.ts';
import type { Store } from '../src/core/store.ts';
import { dialects } from '../src/dialects/index.ts';
import { Amount, Choice, compileCheck, Maybe } from '../src/dialects/schema.ts';
import { Type } from '../src/dialects/type-box.ts';
import { itemDraftOf } from '../src/store/contract/goods.ts';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';

const account = { accountId: 1, name: 'refusals', settings: { splitRules: [{ pattern: 'DROP-*', group: 'drop' }] } };
let store: Store;
let intake: Intake;

beforeAll(async () => {
  store = await openSqliteStore({ path: ':memory:' });
  const { accountId } = await store.createAccount(account.name, 1);
  account.accountId = accountId;
  intake = new Intake({ store, clock: () => 1_700_000_000_000 });
  await take([draft('sent', {}), draft('shipped', { status: 'shipped' }), draft('open', {})]);
  await take([draft('outsourced', { status: 'outsourced' })]);
  await take([draft('claimed', { number: '5000' }, { isNumberClaimed: true })]);
  const lines = [line('IN-1'), line('DROP-1')];
  await take([draft('family', { lines }, { isSplittable: true })]);
  await take([draft('receipted', {})], { receiptKey: 'receipt' });
  const payment = { authorization: { result: 'failed' as const, amountE4: 1 } };
  await take([draft('partly', { payment, lines: [line('SKU-1', 2)] })]);
  await operate('partly', await partly('partly'));
  await take([draft('back', {})]);
  await operate('back', { ...(await partly('back')), isCapturing: true });
  await operate('back', returning({ costE4: 20_000 }));
  await store.saveItems(accountId, [itemDraftOf({ sku: 'SKU-1', units: 1 })], 1);
});
afterAll(() => store.close());

const line = (sku: string, quantity = 1) => ({ sku, quantity, unitPriceE4: 10_000 });

function draft(orderKey: string | null, content: Partial<OrderContent>, named: Partial<Draft> = {}): BatchItem {
  const whole = { status: 'open' as const, lines: [line('SKU-1')], ...content };
  const where = { pointer: '/0', linesPointer: '/0/lines', orderId: null, isNumberClaimed: false, isSplittable: false };
  return { label: 0, draft: { ...where, orderKey, content: whole, ...named } };
}

async function take(items: readonly BatchItem[], extra: Partial<Batch> = {}): Promise<Refusal | undefined> {
  const numbered = items.map((item, label) => ({ ...item, label }));
  const { outcomes } = await intake.takeIn(account, { items: numbered, receiptKey: null, ...extra });
  const refused = outcomes.find((outcome) => outcome.kind === 'refused');
  return refused?.kind === 'refused' ? refused.refusal : undefined;
}

const rules = { policy: 'independent', isDryRun: false, onDuplicate: 'sequence', isRecorded: false } as const;

async function operate(orderKey: string, operation: object): Promise<Refusal | undefined> {
  const [order] = await store.findOrders(account.accountId, { orderKey });
  const target = { orderId: order?.orderId ?? -1 };
  return take([{ label: 0, operation: { pointer: '', target, ...operation } as Operation }]);
}

/** One of two units, sent and not paid. */
async function partly(orderKey: string): Promise<object> {
  const [order] = await store.findOrders(account.accountId, { orderKey });
  const lines = [{ lineId: order?.state.lines[0]?.id ?? 0, quantity: 1 }];
  const flags = { isGoodToGo: true, isShipped: true, isCapturing: false, isAlways: false };
  return { kind: 'add_shipment', lines, ...flags, carriage: {} };
}

/** All of the first shipment. */
function returning(fields: object = {}): object {
  const costs = { costE4: 0, shipping: 0, handling: 0, discount: 0, ...fields };
  return { kind: 'add_return', seq: 1, lines: null, restockTo: null, isRefunding: false, ...costs };
}

async function refunding(orderKey: string): Promise<Refusal | undefined> {
  const [order] = await store.findOrders(account.accountId, { orderKey });
  const returnId = order?.state.returns?.[0]?.id;
  return operate(orderKey, { kind: 'change_return', returnId, isCompleted: false, isRefunding: true });
}

function answering(requestId: number | undefined): object {
  return { kind: 'answer_allocation', requestId, answer: 'confirmed' };
}

/** A warehouse that confirms is told twice. */
async function asked(): Promise<Refusal | undefined> {
  const catalog = { warehouses: [{ id: 1, name: 'Main', flow: 'confirm' as const }] };
  const wish = { takes: 'all' as const, isForced: false, market: {}, priceList: {}, lines: [] };
  const items = [draft('asked', { lines: [line('SKU-1')] }, { wish })];
  await intake.takeIn({ ...account, settings: { catalog } }, { items, receiptKey: null });
  const [order] = await store.findOrders(account.accountId, { orderKey: 'asked' });
  const [request] = order?.state.allocations ?? [];
  await operate('asked', answering(request?.id));
  const refusal = await operate('asked', answering(request?.id));
  await operate('asked', { kind: 'cancel' });
  return refusal;
}

const schema = Type.Object(
  { sku: Type.String(), price: Maybe(Amount), unit: Maybe(Choice(['kg', 'lb'])) },
  { additionalProperties: false },
);
const check = compileCheck(schema);

function checked(value: unknown): Refusal | undefined {
  const result = check(value, '/0');
  return 'problems' in result ? { code: result.problems[0].code, problems: result.problems } : undefined;
}

/** Through the dialect whose bodies are objects keyed by the caller's names. */
async function keyed(body: string): Promise<Refusal | undefined> {
  const dialect = dialects.find(({ routes }) => routes.some(({ path }) => path === '/order'));
  const route = dialect?.routes.find(({ method, path }) => method === 'POST' && path === '/orders');
  if (route?.kind !== 'batch') throw new Error('the keyed batch route must exist');
  const caller = { account, keyId: 'k', scopes: ['write'] as const };
  const request = { id: 'r', method: 'POST', path: '/orders', params: {}, query: new URLSearchParams(), headers: {} };
  const parts = { orders: store, catalog: store, clock: () => 1_700_000_000_000, publicUrl: '' };
  const batch = await route.read({ request: { ...request, body: Buffer.from(body) }, caller, ...parts } as never);
  const [item] = batch.items;
  return item !== undefined && 'refusal' in item ? item.refusal : undefined;
}

/** In an account whose orders must name what its catalog has. */
async function shelved(sku: string, quantity: number): Promise<Refusal | undefined> {
  const wish = { takes: 'all', isForced: false, market: {}, priceList: {}, lines: [] } as const;
  const item = { ...draft(null, { lines: [line(sku, quantity)] }, { wish }), label: 0 };
  const settings = { ...account.settings, catalog: { mode: 'required' as const } };
  const { outcomes } = await intake.takeIn({ ...account, settings }, { items: [item], receiptKey: null });
  const [outcome] = outcomes;
  return outcome?.kind === 'refused' ? outcome.refusal : undefined;
}

async function coded(code: string): Promise<Refusal | undefined> {
  const vouchers = { codes: [code], isAutomatic: false };
  const wish = {
    takes: 'none',
    isForced: false,
    market: {},
    priceList: {},
    lines: [{ isFree: true }],
    vouchers,
  } as const;
  const item = { ...draft(null, {}, { wish }), label: 0 };
  const settings = { ...account.settings, catalog: { mode: 'required' as const } };
  const { outcomes } = await intake.takeIn({ ...account, settings }, { items: [item], receiptKey: null });
  return outcomes[0]?.kind === 'refused' ? outcomes[0].refusal : undefined;
}

type Row = { send: () => Promise<Refusal | undefined> | Refusal | undefined; problem: Partial<Problem> };

const ROWS = {
  item_malformed: { send: () => checked([]), problem: { pointer: '/0', expected: 'an object', given: 'an array' } },
  label_repeated: { send: () => keyed('{"a":{},"\\u0061":{}}'), problem: { pointer: '/a' } },
  field_type: {
    send: () => checked({ sku: true }),
    problem: { pointer: '/0/sku', expected: 'a string', given: 'true' },
  },
  field_unknown: { send: () => checked({ sku: 'a', skuu: 1 }), problem: { pointer: '/0/skuu', given: '1' } },
  field_required: { send: () => checked({ price: 1 }), problem: { pointer: '/0/sku', given: 'nothing' } },
  field_value: {
    send: () => checked({ sku: 'a', unit: 'st' }),
    problem: { pointer: '/0/unit', expected: 'one of kg, lb', given: '"st"' },
  },
  amount_inexact: {
    send: () => checked({ sku: 'a', price: 1.00001 }),
    problem: { pointer: '/0/price', given: '1.00001' },
  },
  order_empty: {
    send: () => keyed('{"a":{"address":{"email":"ada@example.com","country":"SE"},"products":[]}}'),
    problem: { pointer: '/a/products' },
  },
  receipt_differs: {
    send: () => take([draft('receipted', { internalNote: 'x' })], { receiptKey: 'receipt' }),
    problem: { pointer: '/0', given: 'another content' },
  },
  order_repeated: {
    send: () =>
      take([draft('twice', {}), draft('twice', { internalNote: 'x' })], { rules: { ...rules, onDuplicate: 'refuse' } }),
    problem: {},
  },
  order_unknown: { send: () => take([draft(null, {}, { orderId: 4711 })]), problem: { given: '4711' } },
  order_id_needed: {
    send: () => take([draft('family', { internalNote: 'x' })]),
    problem: { given: 'the order key "family" alone' },
  },
  order_key_differs: {
    send: () => take([draft('other', {}, { orderId: 1 })]),
    problem: { expected: 'the order key of order 1, "sent", or none', given: '"other"' },
  },
  revision_differs: { send: () => take([draft('open', { internalNote: 'x' }, { ifRevision: 7 })]), problem: {} },
  order_number_taken: {
    send: () => take([draft(null, { number: '5000' }, { isNumberClaimed: true })]),
    problem: { given: '"5000"' },
  },
  order_locked: {
    send: () => take([draft('shipped', { internalNote: 'x' })]),
    problem: { given: 'order 2, which is shipped' },
  },
  order_status_unfit: { send: () => operate('outsourced', { kind: 'hold' }), problem: {} },
  order_has_shipments: {
    send: () => operate('partly', { kind: 'cancel' }),
    problem: { expected: 'an order without shipments' },
  },
  shipment_unknown: {
    send: () => operate('partly', { kind: 'capture_shipment', seq: 2 }),
    problem: { expected: 'a shipment of the order', given: '2' },
  },
  shipment_locked: {
    send: () => operate('partly', { kind: 'change_shipment', seq: 1, lines: [{ lineId: 1, quantity: 1 }] }),
    problem: { given: 'one that is sent' },
  },
  capture_failed: {
    send: () => operate('partly', { kind: 'capture_shipment', seq: 1 }),
    problem: { given: 'a payment whose authorization failed' },
  },
  return_unknown: {
    send: () => operate('back', { kind: 'change_return', returnId: 4711, isCompleted: true, isRefunding: false }),
    problem: { expected: 'a return of the order', given: '4711' },
  },
  nothing_to_return: { send: () => operate('partly', returning()), problem: { given: 'one that is open' } },
  refund_failed: { send: () => refunding('back'), problem: { given: '-10000' } },
  allocation_unknown: { send: () => operate('open', answering(4711)), problem: { given: '4711' } },
  allocation_answered: { send: () => asked(), problem: { given: 'confirmed' } },
  allocation_failed: {
    send: () => operate('open', { kind: 'answer_check', warehouseId: 1, answer: 'accepted' }),
    problem: { given: 'warehouse 1' },
  },
  line_not_sellable: {
    send: () => shelved('X', 1),
    problem: { pointer: '/0/lines/0', given: '"X", which is not in the catalog' },
  },
  line_short_of_stock: { send: () => shelved('SKU-1', 2), problem: { pointer: '/0/lines/0', given: '2' } },
  voucher_unfit: { send: () => coded('NONE'), problem: { pointer: '/0', given: '"NONE", which nobody knows' } },
  batch_refused: {
    send: async () => {
      const items = [draft('whole', {}), draft(null, {}, { orderId: 4711 })];
      return take(items, { rules: { ...rules, policy: 'all_or_nothing' } });
    },
    problem: {},
  },
} satisfies Record<RefusalCode, Row>;

test.each(Object.entries(ROWS) as [RefusalCode, Row][])('%s', async (code, { send, problem }) => {
  const refusal = await send();
  expect(refusal?.code).toBe(code);
  expect(refusal?.problems[0]).toMatchObject({ code, ...problem });
});

test('the table of refusals stands in the order of precedence', () => {
  const codes = Object.keys(REFUSALS) as RefusalCode[];
  expect(codes.map(precedenceOf)).toEqual(codes.map((_, index) => index));
});
