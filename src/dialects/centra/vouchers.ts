/**
 * `POST /voucher`, `PUT /voucher/{voucherId}/clone`, `GET /vouchers/{voucherId}`: vouchers with codes (quirk 63).
 * Those that apply by themselves are made by import only and are none of these calls'. What is wrong with fields is an
 * object by field under `msg`; the voucher's id is echoed as a text in errors and a number otherwise.
 */
import { randomBytes } from 'node:crypto';
import type { Voucher, VoucherDraft } from '../../core/vouchers/voucher.ts';
import type { RouteContext, WireAnswer } from '../dialect.ts';
import { readFields } from './json-body.ts';
import { settingsOf } from './settings.ts';
import { cloneFromWire, type Problems, storeOf, voucherFromWire, voucherObject } from './voucher-wire.ts';
import { jsonAnswer } from './write.ts';

/** Ten bytes are more than anybody tries out. */
const CODE_BYTES = 10;
const NOT_FOUND = { voucher: 'Voucher not found' };
const IS_AUTOMATIC = { voucher: 'Auto vouchers not supported' };
const OTHER_STORE = { voucher: 'Voucher does not belong to this store' };
const CODE_TAKEN = { code: 'Code is already taken' };

export async function createVoucher(context: RouteContext): Promise<WireAnswer> {
  const { account } = context.caller;
  const place = {
    settings: settingsOf(account),
    markets: account.settings.catalog?.markets ?? [],
    at: context.clock(),
  };
  const draft = voucherFromWire(bodyOf(context), place, freshCode());
  if ('problems' in draft) return refused(draft.problems);
  return saved(context, draft, (problems) => refused(problems));
}

export async function cloneVoucher(context: RouteContext): Promise<WireAnswer> {
  const stated = context.request.params.voucherId ?? '';
  const refuse = (msg: Problems) => jsonAnswer({ status: 'no', voucher: stated, msg });
  const body = bodyOf(context);
  const voucher = await voucherOf(context, stated);
  if (voucher === null) return refuse(NOT_FOUND);
  if (voucher.code === null) return refuse(IS_AUTOMATIC);
  const settings = settingsOf(context.caller.account);
  if (settings.store !== null && storeOf(voucher) !== settings.store) return refuse(OTHER_STORE);
  const draft = cloneFromWire(body, { voucher, settings, at: context.clock(), freshCode: freshCode() });
  return 'problems' in draft ? refuse(draft.problems) : saved(context, draft, refuse);
}

export async function readVoucher(context: RouteContext): Promise<WireAnswer> {
  const stated = context.request.params.voucherId ?? '';
  const voucher = await voucherOf(context, stated);
  if (voucher === null) return jsonAnswer({ status: 'no', voucher: stated, msg: NOT_FOUND });
  return jsonAnswer({ status: 'ok', voucher: voucherObject(voucher, settingsOf(context.caller.account)) });
}

async function saved(
  { catalog, caller, clock }: RouteContext,
  draft: VoucherDraft,
  refuse: (problems: Problems) => WireAnswer,
): Promise<WireAnswer> {
  const voucher = await catalog.saveVoucher(caller.account.accountId, draft, clock());
  if (voucher === null) return refuse(CODE_TAKEN);
  return jsonAnswer({ status: 'ok', voucher: voucher.voucherId, code: voucher.code });
}

async function voucherOf({ catalog, caller }: RouteContext, stated: string): Promise<Voucher | null> {
  return /^\d{1,15}$/.test(stated) ? catalog.findVoucher(caller.account.accountId, Number(stated)) : null;
}

function bodyOf({ request }: RouteContext): Readonly<Record<string, unknown>> {
  return readFields(request.body);
}

function refused(msg: Problems): WireAnswer {
  return jsonAnswer({ status: 'no', msg });
}

function freshCode(): string {
  return randomBytes(CODE_BYTES).toString('hex');
}
