/**
 * The create calls: bytes to a batch. `POST /order` takes one order, `POST /orders` an object of orders under the
 * caller's own names, which are the labels of the items and never anything else.
 * What is wrong with one order is that item's refusal; only a body that cannot be told apart into orders is a
 * RequestError, and then nothing is stored.
 */
import type { Account } from '../../core/accounts.ts';
import type { Batch, BatchItem } from '../../core/batch.ts';
import { LIMITS } from '../../core/limits.ts';
import { mapInTurns } from '../../core/loop-turn.ts';
import { type Label, type Problem, refusalOf } from '../../core/outcome.ts';
import { RequestError, type RouteContext, receiptKeyOf } from '../dialect.ts';
import { escapePointer } from '../schema.ts';
import { draftFromWire } from './draft.ts';
import { isObject, type JsonBody, readJson, wrongKind } from './json-body.ts';
import { repeatedNames, topLevelNames } from './names.ts';
import { checkOrder, totalProblems } from './order-check.ts';
import { type Settings, settingsOf } from './settings.ts';

/** The label of the only item of a request that takes one order: it has no name. */
export const ONLY: Label = '';

export function readOrder(context: RouteContext): Batch {
  const { value } = readJson(context.request.body);
  const item = { label: ONLY, pointer: '', value };
  return { items: [itemFromWire(item, settingsOf(context.caller.account))], receiptKey: receiptKeyOf(context.request) };
}

export async function readOrders(context: RouteContext): Promise<Batch> {
  const named = namedItems(readJson(context.request.body));
  if (named.length === 0) throw new RequestError('items_missing', 'body: expected at least one order, got none');
  if (named.length > LIMITS.batchItemsMax) {
    const message = `body: expected at most ${LIMITS.batchItemsMax} orders, got ${named.length}; nothing was stored`;
    throw new RequestError('items_too_many', message);
  }
  const settings = settingsOf(context.caller.account);
  const items = await mapInTurns(named, (item) => itemFromWire(item, settings));
  return { items, receiptKey: receiptKeyOf(context.request) };
}

/** One order of a file, outside of a request. */
export function readRow(value: unknown, place: { label: number; pointer: string }, account: Account): BatchItem {
  return itemFromWire({ ...place, value }, settingsOf(account));
}

type NamedItem = { label: Label; pointer: string; value: unknown; isRepeated?: boolean };

/** An array is an object whose names are "0", "1", … (quirk 22). */
function namedItems({ bytes, value }: JsonBody): NamedItem[] {
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => ({ label: String(index), pointer: `/${index}`, value: entry }));
  }
  if (!isObject(value)) throw wrongKind('an object of orders by name', value);
  const names = topLevelNames(bytes);
  const repeated = repeatedNames(names);
  return (repeated.size === 0 ? names : [...new Set(names)]).map((name) => ({
    label: name,
    pointer: `/${escapePointer(name)}`,
    value: value[name],
    isRepeated: repeated.has(name),
  }));
}

function itemFromWire(item: NamedItem, settings: Settings): BatchItem {
  const { label, pointer } = item;
  if (item.isRepeated === true) return { label, refusal: refusalOf([repeatedProblem(pointer)]) };
  const checked = checkOrder(item.value, pointer);
  if ('problems' in checked) return { label, refusal: refusalOf(checked.problems) };
  const draft = draftFromWire(checked.value, { pointer, settings });
  const [first, ...rest] = totalProblems(draft.content.lines, draft.linesPointer);
  return first === undefined ? { label, draft } : { label, refusal: refusalOf([first, ...rest]) };
}

function repeatedProblem(pointer: string): Problem {
  return {
    code: 'label_repeated',
    pointer,
    expected: 'a name that stands once in the body',
    given: 'it more than once',
  };
}
