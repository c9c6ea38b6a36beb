/**
 * Fresh ids, drawn from the database a block at a time: one number of a sequence stands for a whole block, so that
 * any number of nodes draw without asking each other and no id is given twice. What a node leaves of its blocks when
 * it stops is never given. A plan draws without waiting, so the ids it may need are in hand before it starts.
 * Used by apply.ts.
 */
import type { IdSource, Lookup } from '../../core/command.ts';
import type { Session, Statement } from './connections.ts';

/** Ids of one number of the sequence: ten batches of a hundred between two draws, and few ids lost by a restart. */
export const ORDER_BLOCK = 1_000;
export const LINE_BLOCK = 10_000;

type Sequence = { draw: Statement; blockSize: number };

const ORDERS: Sequence = {
  draw: { name: 'draw_orders', text: `SELECT nextval('order_id_blocks') AS block FROM generate_series(1, $1::int)` },
  blockSize: ORDER_BLOCK,
};
const LINES: Sequence = {
  draw: { name: 'draw_lines', text: `SELECT nextval('line_id_blocks') AS block FROM generate_series(1, $1::int)` },
  blockSize: LINE_BLOCK,
};

export type Needs = { orders: number; lines: number };

export class IdBlocks {
  readonly #orders = new Pile(ORDERS);
  readonly #lines = new Pile(LINES);

  /** Ask again after every wait: another command may have drawn meanwhile. */
  has({ orders, lines }: Needs): boolean {
    return this.#orders.left >= orders && this.#lines.left >= lines;
  }

  async draw(session: Session, { orders, lines }: Needs): Promise<void> {
    await Promise.all([this.#orders.fill(session, orders), this.#lines.fill(session, lines)]);
  }

  /** The next order ids in hand, for the look-up of those somebody claims as a number. */
  orderIds(max: number): readonly number[] {
    return this.#orders.ids(max);
  }

  /** Ids for one command. An order id whose digits are a number that is stated or claimed is passed over. */
  sourceOf(lookup: Lookup, claimed: ReadonlySet<string>): IdSource {
    const stated = new Set(lookup.numbers);
    let ordersLeft = lookup.freshOrdersMax;
    let linesLeft = lookup.freshLinesMax;
    return {
      nextOrderId: () => {
        ordersLeft -= 1;
        if (ordersLeft < 0) throw new Error(`a plan must not take more than ${lookup.freshOrdersMax} order ids`);
        for (;;) {
          const id = this.#orders.next();
          const digits = String(id);
          if (!stated.has(digits) && !claimed.has(digits)) return id;
        }
      },
      nextLineIds: (count) => {
        linesLeft -= count;
        if (linesLeft < 0) throw new Error(`a plan must not take more than ${lookup.freshLinesMax} line ids`);
        return Array.from({ length: count }, () => this.#lines.next());
      },
    };
  }
}

type Range = { next: number; end: number };

/** Ranges of ids in ascending order. */
class Pile {
  left = 0;
  readonly #sequence: Sequence;
  readonly #ranges: Range[] = [];

  constructor(sequence: Sequence) {
    this.#sequence = sequence;
  }

  async fill(session: Session, wanted: number): Promise<void> {
    const { draw, blockSize } = this.#sequence;
    const missing = Math.ceil((wanted - this.left) / blockSize);
    if (missing <= 0) return;
    const { rows } = await session.send<{ block: number }>(draw, [missing]);
    for (const { block } of rows) this.#add({ next: (block - 1) * blockSize + 1, end: block * blockSize });
  }

  next(): number {
    const [range] = this.#ranges;
    if (range === undefined) throw new Error('ids must be in hand before a plan draws them');
    const id = range.next;
    range.next += 1;
    this.left -= 1;
    if (range.next > range.end) this.#ranges.shift();
    return id;
  }

  ids(max: number): readonly number[] {
    const ids: number[] = [];
    for (const { next, end } of this.#ranges) {
      for (let id = next; id <= end && ids.length < max; id++) ids.push(id);
    }
    return ids;
  }

  /** Answers of two draws may arrive in either order; ids are still given in ascending order. */
  #add(range: Range): void {
    if (!Number.isSafeInteger(range.end)) throw new Error('order ids are used up');
    this.#ranges.push(range);
    this.#ranges.sort((a, b) => a.next - b.next);
    this.left += range.end - range.next + 1;
  }
}
