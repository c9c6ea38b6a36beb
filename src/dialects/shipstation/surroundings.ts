/**
 * What an account's masters mean for its orders: the store and the warehouse that an order gets when it states none,
 * the tags that there are, the country that all others are foreign to (quirk 38). Where nothing is set up nothing is
 * given and nothing is refused. What was read is believed for a second, so that a batch costs no look-up.
 * Used by whatever reads or shows orders.
 */
import type { MasterStore } from '../../core/masters.ts';
import type { RouteContext } from '../dialect.ts';
import { keptOf, type WireStore, type WireTag, type WireUser, type WireWarehouse } from './master-wires.ts';

export type Surroundings = {
  /** The first manual store: one of no marketplace. */
  storeId: number | undefined;
  /** The default warehouse. */
  warehouseId: number | undefined;
  /** Of the default warehouse. */
  homeCountry: string;
  /** Null where none are set up: then any will do. */
  tagIds: ReadonlySet<number> | null;
  userIds: ReadonlySet<string> | null;
};
export const NO_SURROUNDINGS: Surroundings = {
  storeId: undefined,
  warehouseId: undefined,
  homeCountry: 'US',
  tagIds: null,
  userIds: null,
};

/** As long as a key is believed. */
const BELIEVED_MS = 1_000;
const ACCOUNTS_REMEMBERED_MAX = 1_000;

type Memo = { until: number; surroundings: Promise<Surroundings> };
/** Nothing is remembered longer than its store is open. */
const memosByStore = new WeakMap<MasterStore, Map<number, Memo>>();

type Reading = Pick<RouteContext, 'caller' | 'masters' | 'clock'>;

export function surroundingsOf(context: Reading): Promise<Surroundings> {
  const { caller, masters, clock } = context;
  const memos = memosByStore.get(masters) ?? new Map<number, Memo>();
  memosByStore.set(masters, memos);
  const { accountId } = caller.account;
  const known = memos.get(accountId);
  const now = clock();
  if (known !== undefined && known.until > now) return known.surroundings;
  if (memos.size >= ACCOUNTS_REMEMBERED_MAX) memos.clear();
  const surroundings = read(context);
  memos.set(accountId, { until: now + BELIEVED_MS, surroundings });
  // A store that failed is asked again by the next request.
  surroundings.catch(() => memos.delete(accountId));
  return surroundings;
}

/** After a change that was made here. */
export function forgetSurroundings({ caller, masters }: Pick<Reading, 'caller' | 'masters'>): void {
  memosByStore.get(masters)?.delete(caller.account.accountId);
}

async function read(context: Reading): Promise<Surroundings> {
  const [stores, warehouses, tags, users] = await Promise.all([
    keptOf<WireStore>(context, 'store'),
    keptOf<WireWarehouse>(context, 'warehouse'),
    keptOf<WireTag>(context, 'tag'),
    keptOf<WireUser>(context, 'user'),
  ]);
  const manual = stores.find(({ value }) => (value.marketplaceId ?? 0) === 0 && value.active !== false);
  const warehouse = warehouses.find(({ value }) => value.isDefault === true);
  return {
    storeId: manual?.value.storeId,
    warehouseId: warehouse === undefined ? undefined : Number(warehouse.name),
    homeCountry: warehouse?.value.originAddress.country?.toUpperCase() || NO_SURROUNDINGS.homeCountry,
    tagIds: tags.length === 0 ? null : new Set(tags.map(({ value }) => value.tagId)),
    userIds: users.length === 0 ? null : new Set(users.map(({ value }) => value.userId.toLowerCase())),
  };
}
