/**
 * Writing the register by itself, without a command: what befalls a shopper is an event of the same transaction.
 * Decides nothing; which entries are told of the core says.
 * Used by job-calls.ts, inside a transaction of the writer. A command enters no shoppers and goes by register-table.ts.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type DatedChange,
  type EntryRef,
  type Mention,
  type NamedEntry,
  type ShopperEventKind,
  shopperEvents,
} from '../../core/register/register.ts';
import { RegisterTable } from './register-table.ts';
import type { Sequences } from './sequences.ts';

/** No batch did it. */
const NO_BATCH = '';

export class ToldRegister {
  readonly #register: RegisterTable;
  readonly #sequences: Sequences;
  readonly #insertEvent: StatementSync;

  constructor(db: DatabaseSync, sequences: Sequences) {
    this.#register = new RegisterTable(db);
    this.#sequences = sequences;
    this.#insertEvent = db.prepare(
      `INSERT INTO events (account_id, event_id, order_id, kind, revision, batch_id, at, about)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  enterNames(accountId: number, mentions: readonly Mention[], at: number): readonly EntryRef[] {
    const entered = this.#register.enter(accountId, mentions, at);
    this.#tell({ accountId, at }, 'shopper.entered', entered);
    return this.#register.refsOf(accountId, mentions);
  }

  change(accountId: number, named: NamedEntry, change: DatedChange): boolean {
    const isChanged = this.#register.change(accountId, named, change);
    if (isChanged) this.#tell({ accountId, at: change.at }, 'shopper.changed', [named]);
    return isChanged;
  }

  forget(accountId: number, named: NamedEntry, at: number): boolean {
    const isForgotten = this.#register.forget(accountId, named, at);
    if (isForgotten) this.#tell({ accountId, at }, 'shopper.forgotten', [named]);
    return isForgotten;
  }

  #tell(
    { accountId, at }: { accountId: number; at: number },
    kind: ShopperEventKind,
    entries: readonly NamedEntry[],
  ): void {
    for (const { orderId, revision, about } of shopperEvents(kind, entries)) {
      this.#insertEvent.run(accountId, this.#sequences.draw('event'), orderId, kind, revision, NO_BATCH, at, about);
    }
  }
}
