/**
 * What callers of this wire expect to find beside orders: the schemas of tags, users, stores, warehouses and carriers as
 * they are stated by a seed file or a caller, and the shelf they are kept on. Names are the wire's own.
 * Every key of an answer is always there; what was not stated is null (quirk 32). Used by masters.ts and warehouses.ts.
 */
import type { Master } from '../../core/masters.ts';
import type { ReadMaster, RouteContext } from '../dialect.ts';
import { Amount, compileCheck, Maybe } from '../schema.ts';
import { type Static, type TObject, type TProperties, Type } from '../type-box.ts';

export const DIALECT = 'shipstation';
export type MasterKind = 'tag' | 'user' | 'store' | 'marketplace' | 'warehouse' | 'carrier';

/** Only these names. */
function Fields<const P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Name = Type.String({ pattern: '\\S', maxLength: 255, expected: 'a text that is not blank' });
const Text = Maybe(Type.String({ maxLength: 1_000 }));
const Flag = Maybe(Type.Boolean());
const Number_ = Maybe(Type.Number());
const ReadOnly = Type.Optional(Type.Unknown());

const Tag = Fields({ tagId: Id, name: Name, color: Text });
const User = Fields({ userId: Name, userName: Name, name: Text, active: Flag });
const storeFields = {
  storeName: Name,
  marketplaceId: Maybe(Type.Integer({ minimum: 0 })),
  marketplaceName: Text,
  accountName: Text,
  email: Text,
  integrationUrl: Text,
  active: Flag,
  companyName: Text,
  phone: Text,
  publicEmail: Text,
  website: Text,
  autoRefresh: Flag,
  statusMappings: Maybe(Type.Array(Fields({ orderStatus: Text, statusKey: Text }), { maxItems: 1_000 })),
};
const Store = Fields({ storeId: Id, ...storeFields });
/** As a caller sends back what was answered: what only the server knows is taken and not read (quirk 3). */
export const StatedStore = Fields({
  storeId: ReadOnly,
  ...storeFields,
  refreshDate: ReadOnly,
  lastRefreshAttempt: ReadOnly,
  createDate: ReadOnly,
  modifyDate: ReadOnly,
});
const Marketplace = Fields({
  marketplaceId: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  name: Name,
  canRefresh: Flag,
  supportsCustomMappings: Flag,
  supportsCustomStatuses: Flag,
  canConfirmShipments: Flag,
});
const Offer = Fields({ code: Name, name: Name, domestic: Flag, international: Flag });
/** What a service costs in a package, whatever the parcel weighs and wherever it goes. */
const Rate = Fields({
  serviceCode: Name,
  packageCode: Text,
  serviceName: Name,
  shipmentCost: Type.Number(),
  otherCost: Number_,
});
const Carrier = Fields({
  code: Name,
  name: Name,
  accountNumber: Text,
  requiresFundedAccount: Flag,
  balance: Maybe(Amount),
  nickname: Text,
  shippingProviderId: Maybe(Id),
  primary: Flag,
  packages: Maybe(Type.Array(Offer, { maxItems: 1_000 })),
  services: Maybe(Type.Array(Offer, { maxItems: 1_000 })),
  rates: Maybe(Type.Array(Rate, { maxItems: 1_000 })),
});
const Address = Fields({
  name: Text,
  company: Text,
  street1: Text,
  street2: Text,
  street3: Text,
  city: Text,
  state: Text,
  postalCode: Text,
  country: Text,
  phone: Text,
  residential: Flag,
  addressVerified: Type.Optional(Type.Unknown()),
});
export const Warehouse = Fields({
  warehouseId: Maybe(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  warehouseName: Name,
  originAddress: Address,
  returnAddress: Maybe(Address),
  isDefault: Flag,
  createDate: Type.Optional(Type.Unknown()),
  sellerIntegrationId: Type.Optional(Type.Unknown()),
  extInventoryIdentity: Type.Optional(Type.Unknown()),
  registerFedexMeter: Type.Optional(Type.Unknown()),
});

export type WireTag = Static<typeof Tag>;
export type WireUser = Static<typeof User>;
/** The instants are milliseconds since the epoch. */
export type WireStore = Static<typeof Store> & { refreshDate?: number; lastRefreshAttempt?: number };
export type WireMarketplace = Static<typeof Marketplace>;
export type WireOffer = Static<typeof Offer>;
export type WireCarrier = Static<typeof Carrier>;
export type WireWarehouse = Static<typeof Warehouse>;
export type WireAddress = Static<typeof Address>;

const lenient = { isCaseInsensitive: true, hasEmptyNulls: true };
export const checkWarehouse = compileCheck(Warehouse, lenient);
export const checkStore = compileCheck(StatedStore, lenient);

/** What a seed file may hold: how each kind is checked, and by which of its fields it is known. */
export const readMasters: Readonly<Record<MasterKind, (stated: unknown) => ReadMaster>> = {
  tag: readerOf(Tag, 'tagId'),
  user: readerOf(User, 'userId'),
  store: readerOf(Store, 'storeId'),
  marketplace: readerOf(Marketplace, 'marketplaceId'),
  warehouse: readerOf(Warehouse, 'warehouseId'),
  carrier: readerOf(Carrier, 'code'),
};

/** A person writes the file, so a name that is not known is a mistake. */
function readerOf(schema: TObject, nameField: string): (stated: unknown) => ReadMaster {
  const check = compileCheck(schema, { isExact: true });
  return (stated) => {
    const checked = check(stated, '');
    if ('problems' in checked) {
      return {
        problems: checked.problems.map((p) => `${p.pointer}: expected ${p.expected}, but ${p.given} was given`),
      };
    }
    const value = checked.value as Record<string, unknown>;
    const name = value[nameField];
    return { name: name === undefined || name === null ? null : String(name), value };
  };
}

export type Kept<T> = Master & { value: T };

/** All of a kind, in the order in which they were made. */
export async function keptOf<T>(
  { caller, masters }: Pick<RouteContext, 'caller' | 'masters'>,
  kind: MasterKind,
): Promise<readonly Kept<T>[]> {
  const found = await masters.listMasters(caller.account.accountId, { dialect: DIALECT, kind });
  return found.map((master) => ({ ...master, value: JSON.parse(master.document) as T }));
}

export async function save(
  { caller, masters, clock }: RouteContext,
  kind: MasterKind,
  { name, value }: { name: string | null; value: object },
): Promise<Master> {
  const draft = { dialect: DIALECT, kind, name, document: JSON.stringify(value) };
  return masters.saveMaster(caller.account.accountId, draft, clock());
}
