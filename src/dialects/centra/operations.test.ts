/** The calls on one stored order: what completing and updating ask of the core, and what is tolerated. */
import { describe, expect, test } from 'vitest';
import type { BatchItem } from '../../core/batch.ts';
import { refusalOf } from '../../core/outcome.ts';
import { RequestError } from '../dialect.ts';
import { readCompletion, writeCompletion } from './complete-order.ts';
import { contextOf, fullOrder } from './fixtures.ts';
import { readUpdate, writeUpdate } from './update-order.ts';

function operationOf(item: BatchItem | undefined): unknown {
  if (item === undefined || !('operation' in item))
    throw new Error(`expected an operation, got ${JSON.stringify(item)}`);
  return JSON.parse(JSON.stringify(item.operation));
}

describe('completing', () => {
  const params = { orderId: '0044' };

  test.each(['', ' ', '{}', 'null', '[]', '"44"', '{"comment":null}', '{"nobody":"knows"}'])(
    'the body %j states nothing',
    (body) => {
      expect(operationOf(readCompletion(contextOf({ params, body })).items[0])).toEqual({
        kind: 'complete',
        pointer: '',
        target: { number: '44' },
        fields: {},
      });
    },
  );

  test('every field', () => {
    const { payment, comment, internalComment, buyerName, poNumber, warehouseGroup, ...dates } = fullOrder;
    const paid = { ...payment, capture: { ...payment.capture, status: '1' } };
    const body = { ...dates, payment: paid, comment, internalComment, buyerName, poNumber, warehouseGroup };
    expect(operationOf(readCompletion(contextOf({ params, body })).items[0])).toMatchObject({
      fields: {
        payment: { providerId: 36, method: 'inv', capture: { result: 'succeeded', transaction: 't-2' } },
        amountPaidE4: 459_000,
        placedAt: { wall: '2026-03-04T10:11:12' },
        deliverBy: { wall: '2026-03-20T00:00:00' },
        cancelBy: { wall: '2026-04-01T00:00:00' },
        internalNote: 'checked twice',
        customerNote: 'leave at the gate',
        extras: { centra: { buyerName: 'Cy Holm', poNumber: 'PO-7', warehouseGroup: 'North first' } },
      },
    });
  });

  test.each([
    ['abc', {}, 'order does not exist'],
    ['1e3', {}, 'order does not exist'],
    ['44', { orderDate: 'soon' }, /^orderDate: expected a date and time/],
    ['44', { payment: { auth: {} } }, /^payment.auth.status: expected a value, got nothing; payment.auth.amount: /],
  ])('%s with %j: %s, without a code', async (orderId, body, msg) => {
    const context = contextOf({ params: { orderId }, body });
    const batch = readCompletion(context);
    const [item] = batch.items;
    const refusal = item !== undefined && 'refusal' in item ? item.refusal : refusalOf([unexpected]);
    const answer = await writeCompletion([{ label: '', kind: 'refused', refusal }], batch, context);
    const expected = typeof msg === 'string' ? msg : expect.stringMatching(msg);
    expect(JSON.parse(String(answer.body))).toEqual({ status: 'no', msg: expected });
  });

  test.each(['5', '[1]', 'true'])('the body %s is of the wrong kind', (body) => {
    expect(() => readCompletion(contextOf({ params, body }))).toThrow(RequestError);
  });
});

describe('updating', () => {
  test.each([
    [{ order: 83651 }, {}],
    [{ order: '83651', internalComment: 'test' }, { internalNote: { text: 'test', isReplacing: false } }],
    [
      { order: 83651, internalComment: 'a', replaceInternalComment: 1 },
      { internalNote: { text: 'a', isReplacing: true } },
    ],
    [{ order: 83651, comment: 'b', replaceComment: 'true' }, { customerNote: { text: 'b', isReplacing: true } }],
    [{ order: 83651, otherComment: 'c' }, { customerNote: { text: 'c', isReplacing: false } }],
    [{ order: 83651, replaceComment: true }, {}],
    [
      { order: 83651, extraAttributes: { z: '', b: null, a: 0 } },
      { extras: { centra: { 'attribute:a': 0, 'attribute:b': null, 'attribute:z': null } } },
    ],
  ])('%j: %j', (body, annotation) => {
    const operation = { kind: 'annotate', pointer: '', target: { number: '83651' }, annotation };
    expect(operationOf(readUpdate(contextOf({ body })).items[0])).toEqual(operation);
  });

  test.each([
    [{}, { status: 'no', msg: 'order: expected a value, got nothing' }],
    [{ order: null }, { status: 'no', msg: 'order: expected an integer, got null' }],
    [{ order: 'A1' }, { status: 'no', msg: 'order: expected an integer, got "A1"', order: 'A1' }],
    [
      { order: 5, comment: [] },
      { status: 'no', msg: 'comment: expected a string, got an array', order: 5 },
    ],
  ])('%j: %j', (body, expected) => {
    const context = contextOf({ body });
    const batch = readUpdate(context);
    const [item] = batch.items;
    const refusal = item !== undefined && 'refusal' in item ? item.refusal : refusalOf([unexpected]);
    const answer = writeUpdate([{ label: '', kind: 'refused', refusal }], batch, context);
    expect(JSON.parse(String(answer.body))).toEqual(expected);
  });

  test.each(['[]', '"x"', '5', 'null'])('the body %s is of the wrong kind', (body) => {
    expect(() => readUpdate(contextOf({ body }))).toThrow(RequestError);
  });
});

const unexpected = { code: 'item_malformed', pointer: '', expected: 'a refusal', given: 'none' } as const;
