/**
 * Parcels as rows: written by the command that makes or voids one, read by id and as a list. Decides nothing.
 * A list first finds the ids, in an index alone where one serves, and then reads the documents of its page.
 * Called by apply.ts to write, by driver.ts to read.
 */
import {
  type KeptParcel,
  keptParcelOf,
  type ParcelChange,
  type ParcelRow,
  parcelRowOf,
} from '../../core/shipments/parcel.ts';
import type { ParcelPage, ParcelQuery } from '../../core/shipments/parcel-query.ts';
import { parcelConditions, parcelOrder } from '../parcel-conditions.ts';
import { bigintArray, textArray } from './arrays.ts';
import type { Connections, Session, Statement } from './connections.ts';

const BIGINTS = ['parcelId', 'orderId', 'createdAt', 'shippedAt', 'storeId'] as const;
const TEXTS = [
  ...([
    'kind',
    'batchId',
    'number',
    'recipient',
    'country',
    'carrierCode',
    'serviceCode',
    'tracking',
    'origins',
  ] as const),
  'document' as const,
];

const ADD: Statement = {
  name: 'add_parcels',
  text: `INSERT INTO parcels (account_id, parcel_id, order_id, created_at, shipped_at, store_id, kind, batch_id, number,
      recipient, country, carrier_code, service_code, tracking, origins, document)
    SELECT $1::bigint, * FROM unnest(${[...BIGINTS, ...TEXTS]
      .map((_, index) => `$${index + 2}::${index < BIGINTS.length ? 'bigint' : 'text'}[]`)
      .join(', ')})`,
};
const VOID: Statement = {
  name: 'void_parcels',
  text: `UPDATE parcels SET voided_at = $2
    WHERE account_id = $1 AND parcel_id = ANY ($3::bigint[]) AND voided_at IS NULL`,
};
const STORED = `document, voided_at AS "voidedAt"`;
const FIND: Statement = {
  name: 'find_parcel',
  text: `SELECT ${STORED} FROM parcels WHERE account_id = $1 AND parcel_id = $2`,
};
/** The first half is what the index of those few is asked by. */
const HAS_ORIGIN = `origins IS NOT NULL AND strpos(origins, ' ' || ?::text || ' ') > 0`;

type Stored = { document: string; voidedAt: number | null };

export async function writeParcels(
  session: Session,
  { accountId, at }: { accountId: number; at: number },
  changes: readonly ParcelChange[],
): Promise<void> {
  const added = changes.flatMap((change) => (change.kind === 'add' ? [parcelRowOf(change.parcel)] : []));
  const voided = changes.flatMap((change) => (change.kind === 'void' ? [change.parcelId] : []));
  const sent: Promise<unknown>[] = [];
  if (added.length > 0) sent.push(session.send(ADD, [accountId, ...columnsOf(added)]));
  // Behind the first: a batch may void what it has made.
  if (voided.length > 0) sent.push(session.send(VOID, [accountId, at, bigintArray(voided)]));
  await Promise.all(sent);
}

function columnsOf(rows: readonly ParcelRow[]): Buffer[] {
  return [
    ...BIGINTS.map((name) => bigintArray(rows.map((row) => row[name]))),
    ...TEXTS.map((name) => textArray(rows.map((row) => row[name]))),
  ];
}

/** From the primary: whoever asks must see the parcel he has just made. */
export async function findParcel(
  connections: Connections,
  accountId: number,
  parcelId: number,
): Promise<KeptParcel | null> {
  const { rows } = await connections.step('read', (session) => session.send<Stored>(FIND, [accountId, parcelId]));
  return rows[0] === undefined ? null : keptParcelOf(rows[0]);
}

/** The page and the total in one snapshot, so that they agree. */
export async function listParcels(
  connections: Connections,
  accountId: number,
  query: ParcelQuery,
): Promise<ParcelPage> {
  const conditions = parcelConditions(accountId, query, HAS_ORIGIN);
  const where = conditions.map(([sql], index) => sql.replace('?', `$${index + 1}`)).join(' AND ');
  const values = conditions.map(([, value]) => value);
  const orderBy = parcelOrder(query);
  const window = `LIMIT $${values.length + 1} OFFSET $${values.length + 2}`;
  // Unnamed: there are many combinations, and few of them are asked twice.
  const unnamed = (text: string): Statement => ({ name: '', text });
  const [counted, page] = await connections.step('snapshot', (session) =>
    Promise.all([
      session.send<{ total: number }>(unnamed(`SELECT count(*) AS total FROM parcels WHERE ${where}`), values),
      session.send<Stored>(
        unnamed(`SELECT ${STORED}
          FROM (SELECT parcel_id AS found FROM parcels WHERE ${where} ORDER BY ${orderBy} ${window}) AS page
          JOIN parcels ON account_id = $1 AND parcel_id = found ORDER BY ${orderBy}`),
        [...values, query.limit, query.offset],
      ),
    ]),
  );
  return { parcels: page.rows.map(keptParcelOf), total: counted.rows[0]?.total ?? 0 };
}
