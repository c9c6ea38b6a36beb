/**
 * Ids of orders, lines, events and items: consecutive, never given twice. They are drawn in memory while a group runs and
 * written once per transaction. What a failed command or a failed commit has drawn is skipped, never drawn again.
 * Used by group.ts, one per writing connection.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { IdSource, Lookup } from '../../core/command.ts';

type Name = 'order' | 'line' | 'event' | 'item';
const NAMES: readonly Name[] = ['order', 'line', 'event', 'item'];

export class Sequences {
  readonly #read: StatementSync;
  readonly #write: StatementSync;
  /** Next of each, at least as high as anything drawn by this connection. */
  readonly #next: Record<Name, number> = { order: 0, line: 0, event: 0, item: 0 };
  readonly #stored: Record<Name, number> = { order: 0, line: 0, event: 0, item: 0 };

  constructor(db: DatabaseSync) {
    this.#read = db.prepare('SELECT next FROM sequences WHERE name = ?');
    this.#write = db.prepare('UPDATE sequences SET next = ? WHERE name = ?');
  }

  /** At the start of every transaction, for another process may have drawn since the last one. */
  load(): void {
    for (const name of NAMES) {
      const { next } = this.#read.get(name) as { next: number };
      this.#stored[name] = next;
      this.#next[name] = Math.max(this.#next[name], next);
    }
  }

  /** Before the commit. */
  save(): void {
    for (const name of NAMES) {
      if (this.#next[name] !== this.#stored[name]) this.#write.run(this.#next[name], name);
    }
  }

  /** Ids that somebody else has given are never drawn. */
  pass(name: Name, id: number): void {
    this.#next[name] = Math.max(this.#next[name], id + 1);
  }

  /** The first of `count` consecutive ids. */
  draw(name: Name, count = 1): number {
    const first = this.#next[name];
    if (!Number.isSafeInteger(first + count)) throw new Error(`ids of ${name} are used up`);
    this.#next[name] = first + count;
    return first;
  }
}

/** Ids for one command. An order id whose digits are a number somebody claims is passed over. */
export function idSourceOf(sequences: Sequences, lookup: Lookup, isClaimed: (number: string) => boolean): IdSource {
  const stated = new Set(lookup.numbers);
  let ordersLeft = lookup.freshOrdersMax;
  let linesLeft = lookup.freshLinesMax;
  return {
    nextOrderId() {
      ordersLeft -= 1;
      if (ordersLeft < 0) throw new Error(`a plan must not take more than ${lookup.freshOrdersMax} order ids`);
      for (;;) {
        const id = sequences.draw('order');
        const digits = String(id);
        if (!stated.has(digits) && !isClaimed(digits)) return id;
      }
    },
    nextLineIds(count) {
      linesLeft -= count;
      if (linesLeft < 0) throw new Error(`a plan must not take more than ${lookup.freshLinesMax} line ids`);
      const ids: number[] = [];
      for (let id = sequences.draw('line', count); ids.length < count; id += 1) ids.push(id);
      return ids;
    },
  };
}
