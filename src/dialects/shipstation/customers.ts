/**
 * Customers: made by the server from the username of the first order that states one, read here (quirk 34).
 * They hold what that order said of its recipient; nothing of the wire changes them.
 * Kept in the server's register, so an order that came in through another wire makes its customer too.
 */
import { type CustomerFacts, labelOf } from '../../core/register/mentions.ts';
import type { Entry, EntrySort, RegisterQuery } from '../../core/register/register.ts';
import { type QueryContext, type QueryRoute, RequestError, type WireAnswer } from '../dialect.ts';
import { jsonAnswer } from './failures.ts';
import { keptOf, type WireStore } from './master-wires.ts';
import { pageAnswer, pagingOf } from './paging.ts';
import { idInPath, Parameters } from './parameters.ts';
import { settingsOf } from './settings.ts';
import { wireStamp } from './times.ts';

const SORTS: Readonly<Record<string, EntrySort>> = { Name: 'title', ModifyDate: 'modifiedAt', CreateDate: 'createdAt' };
/** Of orders that state no store. */
const NO_MARKETPLACE = { marketplaceId: 0, marketplaceName: 'ShipStation' };

export const customerRoutes: readonly QueryRoute[] = [
  { kind: 'query', method: 'GET', path: '/customers', scope: 'read', answer: listCustomers },
  { kind: 'query', method: 'GET', path: '/customers/{customerId}', scope: 'read', answer: getCustomer },
];

type Marketplace = { marketplaceId: number; marketplaceName: string };

async function listCustomers(context: QueryContext): Promise<WireAnswer> {
  const { caller, register, request } = context;
  const { timeZone } = settingsOf(caller.account);
  const given = new Parameters(request.query, timeZone);
  const paging = pagingOf(given);
  const sortBy = given.choice('sortBy', Object.keys(SORTS));
  const marketplaces = await marketplacesOf(context);
  const query: RegisterQuery = {
    kind: 'customer',
    labels: labelsOf(given, marketplaces),
    sort: sortBy === undefined ? 'entryId' : (SORTS[sortBy] as EntrySort),
    // As recorded: the newest first, unless something else is asked for.
    isDescending: (given.choice('sortDir', ['ASC', 'DESC']) ?? (sortBy === undefined ? 'DESC' : 'ASC')) === 'DESC',
    offset: paging.offset,
    limit: paging.limit,
  };
  const { entries, total } = await register.listEntries(caller.account.accountId, query);
  const customers = entries.map((entry) => customerWire(entry, marketplaces, timeZone));
  return pageAnswer('customers', { entries: customers, total }, paging);
}

async function getCustomer(context: QueryContext): Promise<WireAnswer> {
  const { caller, register, request } = context;
  const entryId = idInPath(request, 'customerId');
  const query = { kind: 'customer', entryId, sort: 'entryId', isDescending: false, offset: 0, limit: 1 } as const;
  const { entries } = await register.listEntries(caller.account.accountId, query);
  const [entry] = entries;
  if (entry === undefined) {
    throw new RequestError('record_unknown', `customerId: expected the id of a customer, but ${entryId} names none.`);
  }
  const marketplaces = await marketplacesOf(context);
  return jsonAnswer(200, customerWire(entry, marketplaces, settingsOf(caller.account).timeZone));
}

/** By the id of the store. */
async function marketplacesOf(context: QueryContext): Promise<ReadonlyMap<number, Marketplace>> {
  const stores = await keptOf<WireStore>(context, 'store');
  return new Map(
    stores.map(({ value: { storeId, marketplaceId, marketplaceName } }) => [
      storeId,
      {
        marketplaceId: marketplaceId ?? NO_MARKETPLACE.marketplaceId,
        marketplaceName: marketplaceName ?? NO_MARKETPLACE.marketplaceName,
      },
    ]),
  );
}

function labelsOf(given: Parameters, marketplaces: ReadonlyMap<number, Marketplace>): readonly (readonly string[])[] {
  const state = given.text('stateCode');
  const country = given.country('countryCode');
  const tagId = given.whole('tagId', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const marketplaceId = given.whole('marketplaceId', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const stores = [...marketplaces].filter(([, marketplace]) => marketplace.marketplaceId === marketplaceId);
  const ofNone = marketplaceId === NO_MARKETPLACE.marketplaceId ? [labelOf('store', 0)] : [];
  return [
    ...(state === undefined ? [] : [[labelOf('state', state)]]),
    ...(country === undefined ? [] : [[labelOf('country', country)]]),
    // Nobody can tag a customer here, so nobody bears the tag.
    ...(tagId === undefined ? [] : [[labelOf('tag', tagId)]]),
    ...(marketplaceId === undefined ? [] : [[...stores.map(([storeId]) => labelOf('store', storeId)), ...ofNone]]),
  ];
}

function customerWire(entry: Entry, marketplaces: ReadonlyMap<number, Marketplace>, zone: string): object {
  const { address = {}, email, storeId } = JSON.parse(entry.document) as CustomerFacts;
  const { marketplaceId, marketplaceName } = marketplaces.get(storeId ?? 0) ?? NO_MARKETPLACE;
  const createDate = wireStamp(entry.createdAt, zone);
  const modifyDate = wireStamp(entry.modifiedAt ?? entry.createdAt, zone);
  return {
    customerId: entry.entryId,
    createDate,
    modifyDate,
    name: entry.title,
    company: address.company ?? null,
    street1: address.street1 ?? null,
    street2: address.street2 ?? null,
    city: address.city ?? null,
    state: address.state ?? null,
    postalCode: address.postalCode ?? null,
    countryCode: address.country ?? null,
    phone: address.phone ?? address.mobile ?? null,
    email: email ?? null,
    addressVerified: 'Unverified',
    marketplaceUsernames: [
      {
        customerUserId: entry.entryId,
        customerId: entry.entryId,
        createDate,
        modifyDate,
        marketplaceId,
        marketplace: marketplaceName,
        username: entry.name,
      },
    ],
    tags: null,
  };
}
