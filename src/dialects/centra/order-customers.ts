/**
 * Attaches orders to customers before they are taken (quirk 61): one that asks to register its customer gets the id of
 * the registered customer with that e-mail, made when there is none; the others that of an unregistered one where the
 * account keeps guests. A customer id that is stated is left as it is, and a wholesale order has none.
 * Wrapped around the reading of the create calls; an order that is refused afterwards leaves its customer behind.
 */
import type { Batch, BatchItem, Draft } from '../../core/batch.ts';
import type { RouteContext } from '../dialect.ts';
import { mentionOf } from './customer-object.ts';
import { extrasOf } from './extras.ts';
import { type Settings, settingsOf } from './settings.ts';

export function withCustomers(read: (context: RouteContext) => Batch | Promise<Batch>) {
  return async (context: RouteContext): Promise<Batch> => {
    const batch = await read(context);
    const settings = settingsOf(context.caller.account);
    const mentions = batch.items.map((item) => ('draft' in item ? mentionFor(item.draft, settings) : null));
    const asked = mentions.filter((mention) => mention !== null);
    if (asked.length === 0) return batch;
    const { accountId } = context.caller.account;
    const refs = await context.register.enterNames(accountId, asked, context.clock());
    const ids = new Map(refs.map(({ name, entryId }) => [name, entryId]));
    return { ...batch, items: batch.items.map((item, index) => attached(item, ids.get(mentions[index]?.name ?? ''))) };
  };
}

function mentionFor({ content }: Draft, { keepsGuests }: Settings) {
  const { customer, billTo } = content;
  const { accountId, customerRegister } = extrasOf({ content });
  const isRegistered = customerRegister === true;
  if (customer?.id !== undefined || billTo?.email === undefined || Number(accountId ?? 0) !== 0) return null;
  if (!isRegistered && !keepsGuests) return null;
  return mentionOf({ email: billTo.email, isRegistered, address: billTo });
}

function attached(item: BatchItem, id: number | undefined): BatchItem {
  if (id === undefined || !('draft' in item)) return item;
  const { content } = item.draft;
  return { ...item, draft: { ...item.draft, content: { ...content, customer: { ...content.customer, id } } } };
}
