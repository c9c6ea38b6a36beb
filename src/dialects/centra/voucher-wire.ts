/**
 * Vouchers both ways: the bodies of create and clone as drafts, and a voucher as this wire prints it. What is wrong
 * with a field is said under its name in the vendor's words (`required`, `invalid value`), all of it at once (quirk 63).
 * Dates are days in the merchant's zone, the last one included. Used by vouchers.ts; reads and writes nothing.
 */
import { amountFromNumber, amountFromText, numberFromAmount } from '../../core/amount.ts';
import type { Market } from '../../core/catalog/catalog.ts';
import { momentFromInstant, momentFromText } from '../../core/time.ts';
import type { Voucher, VoucherDraft, VoucherWorth } from '../../core/vouchers/voucher.ts';
import { numberOf } from './extras.ts';
import { isObject } from './json-body.ts';
import { dateText } from './order-dates.ts';
import type { Settings } from './settings.ts';

type Body = Readonly<Record<string, unknown>>;
/** By the field, in the vendor's words. */
export type Problems = Record<string, string>;
type Place = { settings: Settings; markets: readonly Market[]; at: number };

const DAY_MS = 86_400_000;
const REQUIRED = 'required';
const INVALID = 'invalid value';
const NO_VALUE = "One of 'value' or 'valueByPricelist' should be provided.";
const PERCENT_MAX_E4 = 1_000_000;

export function voucherFromWire(body: Body, place: Place, freshCode: string): VoucherDraft | { problems: Problems } {
  const problems: Problems = {};
  const needs = ['name', 'stopDate', 'type', 'store', 'markets', 'status'].filter((name) => isAbsent(body[name]));
  for (const name of needs) problems[name] = REQUIRED;
  const { settings, at } = place;
  const draft: VoucherDraft = {
    voucherId: 'new',
    name: textOf(body, 'name', problems),
    code: textOf(body, 'code', problems) || freshCode,
    worth: worthOf(body, problems),
    isFreeShipping: flagOf(body, 'freeShipping', problems),
    from:
      dayOf(body, 'startDate', { settings, problems }) ?? momentFromText(today(at, settings), settings.timeZone)?.at,
    until: endOf(body, { settings, problems }),
    markets: marketsOf(body, place.markets, problems),
    usesMax: wholeOf(body, 'limit', problems) ?? 0,
    isActive: flagOf(body, 'status', problems),
    priority: 1,
    extras: {
      centra: { store: wholeOf(body, 'store', problems), conversionHtml: textOf(body, 'conversionHtml', problems) },
    },
  };
  return Object.keys(problems).length > 0 ? { problems } : draft;
}

/** All but the code and the days is that of the voucher that is cloned; it begins its count anew. */
export function cloneFromWire(
  body: Body,
  { voucher, settings, at, freshCode }: { voucher: Voucher; settings: Settings; at: number; freshCode: string },
): VoucherDraft | { problems: Problems } {
  const problems: Problems = {};
  if (isAbsent(body.stopDate)) problems.stopDate = REQUIRED;
  const { uses, createdAt, modifiedAt, ...kept } = voucher;
  const conversionHtml = textOf(body, 'conversionHtml', problems);
  const draft: VoucherDraft = {
    ...kept,
    // The voucher that bears the code is replaced only when that is asked for.
    voucherId: flagOf(body, 'replaceExisting', problems) ? null : 'new',
    name: textOf(body, 'name', problems) || voucher.name,
    code: textOf(body, 'code', problems) || freshCode,
    from:
      dayOf(body, 'startDate', { settings, problems }) ?? momentFromText(today(at, settings), settings.timeZone)?.at,
    until: endOf(body, { settings, problems }),
    extras: { centra: { ...voucher.extras?.centra, ...(conversionHtml === '' ? {} : { conversionHtml }) } },
  };
  return Object.keys(problems).length > 0 ? { problems } : draft;
}

export function voucherObject(voucher: Voucher, settings: Settings) {
  const { voucherId, worth, extras, from, until } = voucher;
  const { conversionHtml = '' } = extras?.centra ?? {};
  return {
    id: voucherId,
    name: voucher.name,
    code: voucher.code ?? '',
    conversionHtml,
    startDate: from === undefined ? '' : dayText(from, settings),
    stopDate: until === undefined ? '' : dayText(until - 1, settings),
    type: worth.kind === 'percent' ? 'percentoff' : 'priceoff',
    value: worth.kind === 'percent' ? String(numberFromAmount(worth.rateE4)) : null,
    ...(worth.kind === 'percent'
      ? {}
      : {
          valueByPricelist: Object.fromEntries(
            worth.amounts.map(({ priceListId, amountE4 }) => [priceListId, numberFromAmount(amountE4)]),
          ),
        }),
    store: storeOf(voucher),
    markets: voucher.markets ?? [],
    limit: voucher.usesMax,
    status: voucher.isActive ? 'active' : 'inactive',
    priority: voucher.priority,
    createdAt: dateText(momentFromInstant(voucher.createdAt, 'UTC'), settings),
  };
}

/** One that came by import is of the first. */
export function storeOf({ extras }: Voucher): number {
  return numberOf(extras?.centra?.store) ?? 1;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function textOf(body: Body, name: string, problems: Problems): string {
  const value = body[name];
  if (isAbsent(value)) return '';
  if (typeof value === 'string') return value;
  problems[name] = INVALID;
  return '';
}

function flagOf(body: Body, name: string, problems: Problems): boolean {
  const value = body[name];
  if (isAbsent(value)) return false;
  const words: unknown[] = [true, 1, '1', 'true'];
  if (![...words, false, 0, '0', 'false'].includes(value)) problems[name] = INVALID;
  return words.includes(value);
}

function wholeOf(body: Body, name: string, problems: Problems): number | undefined {
  const value = body[name];
  if (isAbsent(value)) return undefined;
  const whole = wholeFrom(value);
  if (whole === null) problems[name] = INVALID;
  return whole ?? undefined;
}

function wholeFrom(value: unknown): number | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function amountFrom(value: unknown): number | null {
  const amount = typeof value === 'number' ? amountFromNumber(value) : amountFromText(String(value ?? ''));
  return amount === null || amount < 0 ? null : amount;
}

/** A percentage has a value, an amount one for each price list; the other one is not read. */
function worthOf(body: Body, problems: Problems): VoucherWorth {
  const { type, value, valueByPricelist } = body;
  if (!isAbsent(type) && type !== 'percentoff' && type !== 'priceoff') problems.type = INVALID;
  if (!isAbsent(type) && isAbsent(value) && isAbsent(valueByPricelist)) problems.value = NO_VALUE;
  if (type === 'priceoff') return { kind: 'amount', amounts: amountsOf(valueByPricelist, problems) };
  const rateE4 = amountFrom(value);
  const isRate = rateE4 !== null && rateE4 <= PERCENT_MAX_E4;
  if (type === 'percentoff' && !isRate) problems.value ??= isAbsent(value) ? REQUIRED : INVALID;
  return { kind: 'percent', rateE4: isRate ? rateE4 : 0 };
}

function amountsOf(value: unknown, problems: Problems): (VoucherWorth & { kind: 'amount' })['amounts'] {
  const entries = isObject(value) ? Object.entries(value) : [];
  const amounts = entries.flatMap(([list, stated]) => {
    const [priceListId, amountE4] = [wholeFrom(list), amountFrom(stated)];
    return priceListId === null || amountE4 === null ? [] : [{ priceListId, amountE4 }];
  });
  if (problems.value === undefined && (entries.length === 0 || amounts.length < entries.length)) {
    problems.valueByPricelist = isAbsent(value) ? REQUIRED : INVALID;
  }
  return amounts;
}

/** One id or several; each must be a market of the account. */
function marketsOf(body: Body, markets: readonly Market[], problems: Problems): readonly number[] {
  if (isAbsent(body.markets)) return [];
  const ids = [body.markets].flat().map(wholeFrom);
  if (ids.length === 0) problems.markets = REQUIRED;
  if (ids.includes(null)) problems.markets = INVALID;
  const unknown = ids.find((id) => id !== null && !markets.some((market) => market.id === id));
  if (unknown !== undefined) problems.markets ??= `Market ${unknown} not found.`;
  return ids.filter((id) => id !== null);
}

type Days = { settings: Settings; problems: Problems };

function dayOf(body: Body, name: string, { settings, problems }: Days): number | undefined {
  const value = body[name];
  if (isAbsent(value)) return undefined;
  const day =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? momentFromText(value, settings.timeZone) : null;
  if (day === null) problems[name] = INVALID;
  return day?.at;
}

/** The first moment of the day after. */
function endOf(body: Body, days: Days): number | undefined {
  if (dayOf(body, 'stopDate', days) === undefined) return undefined;
  const next = new Date(Date.parse(`${body.stopDate}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return momentFromText(next, days.settings.timeZone)?.at;
}

function today(at: number, settings: Settings): string {
  return dayText(at, settings);
}

function dayText(at: number, settings: Settings): string {
  return dateText(momentFromInstant(at, 'UTC'), settings).slice(0, 10);
}
