/**
 * What the parts of an import's job are given: the import, its account, and the parts of the server they work with.
 * Nothing here does anything but look up.
 * Made by import-job.ts for every try.
 */
import type { Account } from '../core/accounts.ts';
import type { ImportProgress, ImportView, RowReader } from '../core/imports/desk.ts';
import type { ImportName, ImportStore } from '../core/imports/import.ts';
import type { Intake } from '../core/intake.ts';
import type { OrderReader } from '../core/queries.ts';
import { tableOf } from './row-value.ts';
import type { SliceTerms } from './take-slice.ts';

export type ImportParts = {
  store: ImportStore & Pick<OrderReader, 'findOrders' | 'listRevisions'>;
  intake: Pick<Intake, 'takeIn'>;
  /** By the name of the wire whose orders are read. */
  readers: ReadonlyMap<string, RowReader>;
  clock: () => number;
};

export type ImportWork = ImportParts & {
  name: ImportName;
  view: ImportView;
  account: Account;
  readerOf(shape: string): RowReader;
};

/** Columns are always mapped to the fields of our own orders; objects are those of the wire that was stated. */
export function readTermsOf(
  { intake, account, name, view, readerOf }: Pick<ImportWork, 'intake' | 'account' | 'name' | 'view' | 'readerOf'>,
  { mapping, columns }: ImportProgress,
): SliceTerms {
  const reader = readerOf(mapping === null ? view.settings.shape : 'native');
  const table = mapping === null || columns === null ? null : tableOf(mapping, columns, reader.fields ?? {});
  return { reader, table, account, intake, importId: name.importId, onDuplicate: view.settings.onDuplicate };
}

/** Throws for a name that was never offered. */
export function readerIn(readers: ReadonlyMap<string, RowReader>, shape: string): RowReader {
  const reader = readers.get(shape);
  if (reader === undefined) throw new Error(`nobody reads orders of the shape ${shape}`);
  return reader;
}
