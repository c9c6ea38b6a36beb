/**
 * Which small commands of one account go into one transaction. A transaction costs as much as some ten orders, so what
 * arrives while two of an account's groups are under way waits and goes together as the next one; on an idle account
 * nothing waits. Only commands that name keys alone, none of them in common, are put together: each is planned as if
 * it were alone, so nothing of one can tell on another. Decides nothing else; used by driver.ts.
 */
import type { Command } from '../../core/command.ts';
import { isShared } from '../../core/loop-turn.ts';
import type { Outcome } from '../../core/outcome.ts';
import { shelfLookupOf } from '../../core/stock/shelf.ts';
import { StoreFault } from '../../core/store.ts';
import { voucherLookupOf } from '../../core/vouchers/voucher-desk.ts';
import { Turns } from './turns.ts';

export type Group = readonly [Command, ...Command[]];
type Outcomes = readonly Outcome[];
type ApplyGroup = (commands: Group) => Promise<readonly PromiseSettledResult<Outcomes>[]>;

/** One is written while the next is planned; with more, groups are smaller and cost more. */
const GROUPS_MAX = 2;
/** About ten orders; what is larger gains nothing by company. */
const SMALL_CHARS_MAX = 32 * 1024;
/** Some ten milliseconds of the database. */
const GROUP_CHARS_MAX = 512 * 1024;
/** Small ones may be empty. */
const COMMANDS_MAX = 100;
/** As many as may wait for a connection. */
const WAITING_MAX = 2_000;

/** A group that waits for its turn and may still be joined. */
type Open = {
  readonly commands: [Command, ...Command[]];
  readonly keys: Set<string>;
  chars: number;
};
/** Of one account. `groups`: those that wait and those under way; `waiting`: commands. */
type Line = {
  readonly turns: Turns;
  last: { open: Open; done: ReturnType<ApplyGroup> } | null;
  groups: number;
  waiting: number;
};

export class Groups {
  readonly #applyGroup: ApplyGroup;
  readonly #lines = new Map<number, Line>();
  readonly #large = new Turns(1);

  constructor(applyGroup: ApplyGroup) {
    this.#applyGroup = applyGroup;
  }

  async apply(command: Command): Promise<Outcomes> {
    const keys = keysOfSmall(command);
    const [done, place] = keys === null ? [this.#alone(command), 0] : this.#join(command, keys);
    const result = (await done)[place];
    if (result?.status === 'fulfilled') return result.value;
    throw result?.reason;
  }

  /**
   * While single orders keep coming, commands of some hundred orders go one at a time: each of their steps waits for
   * fewer others. Larger ones take seconds, and would keep each other waiting for longer than a turn may take.
   */
  async #alone(command: Command): ReturnType<ApplyGroup> {
    const chars = charsOf(command);
    if (chars <= SMALL_CHARS_MAX || chars > GROUP_CHARS_MAX || !isShared()) return this.#applyGroup([command]);
    const endTurn = await this.#large.take();
    return this.#applyGroup([command]).finally(endTurn);
  }

  /** The group it goes with, and its place there. */
  #join(command: Command, keys: readonly string[]): [done: ReturnType<ApplyGroup>, place: number] {
    const line = this.#lineOf(command.accountId);
    if (line.waiting >= WAITING_MAX) throw new StoreFault('too many commands wait', { isRetryable: true });
    line.waiting += 1;
    const open = line.last?.open;
    if (line.last === null || open === undefined || !isFitting(open, command, keys)) {
      const first: Open = { commands: [command], keys: new Set(keys), chars: charsOf(command) };
      line.last = { open: first, done: this.#run(line, first) };
      return [line.last.done, 0];
    }
    open.chars += charsOf(command);
    for (const key of keys) open.keys.add(key);
    return [line.last.done, open.commands.push(command) - 1];
  }

  async #run(line: Line, open: Open): ReturnType<ApplyGroup> {
    line.groups += 1;
    try {
      const endTurn = await line.turns.take().finally(() => {
        if (line.last?.open === open) line.last = null;
        line.waiting -= open.commands.length;
      });
      return await this.#applyGroup(open.commands).finally(endTurn);
    } finally {
      line.groups -= 1;
      if (line.groups === 0) this.#lines.delete(open.commands[0].accountId);
    }
  }

  #lineOf(accountId: number): Line {
    const known = this.#lines.get(accountId);
    if (known !== undefined) return known;
    const line: Line = { turns: new Turns(GROUPS_MAX), last: null, groups: 0, waiting: 0 };
    this.#lines.set(accountId, line);
    return line;
  }
}

function isFitting({ commands, keys, chars }: Open, command: Command, named: readonly string[]): boolean {
  return (
    commands.length < COMMANDS_MAX && chars + charsOf(command) <= GROUP_CHARS_MAX && !named.some((key) => keys.has(key))
  );
}

/** The keys of a command that may go with others; null when it locks, or may need, anything but orders by their keys. */
function keysOfSmall(command: Command): readonly string[] | null {
  if (command.receiptKey !== null || charsOf(command) > SMALL_CHARS_MAX) return null;
  if (shelfLookupOf(command, []) !== null || voucherLookupOf(command) !== null) return null;
  const { length } = command.items;
  const drafts = command.items.flatMap((item) => ('draft' in item ? [item.draft] : []));
  const isByKey = drafts.every(({ orderId, isNumberClaimed }) => orderId === null && !isNumberClaimed);
  return drafts.length === length && isByKey ? drafts.flatMap(({ orderKey }) => orderKey ?? []) : null;
}

function charsOf({ items }: Command): number {
  return items.reduce((sum, item) => sum + ('draft' in item ? item.draft.content.length : 0), 0);
}
