/**
 * A command, or a group of small ones, in one transaction and two round trips: proof, locks and rows; then the writes
 * with the commit behind them. What another command or a lost connection spoils is planned again from the start,
 * within bounds.
 *
 *   proof, load -> plan -> nothing changed -> rollback -> outcomes
 *        ^              -> write, commit   -> outcomes
 *        |                      | conflict, or connection lost: planned again
 *        '----------------------' lost during the commit: the proof of the next attempt tells (decision 023)
 *
 * What spoils a group may be one of its commands, so then each of them goes by itself. Called by driver.ts.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Changes, Command, Found, IdSource, Lookup } from '../../core/command.ts';
import type { Outcome } from '../../core/outcome.ts';
import { lookupOf, planCommand } from '../../core/plan/plan.ts';
import { StoreFault } from '../../core/store.ts';
import { voucherLookupOf } from '../../core/vouchers/voucher-desk.ts';
import type { Connections, Session, Statement, Transaction } from './connections.ts';
import { type Condition, conditionOf, storeFault, violatedIndex } from './fault.ts';
import type { Group } from './groups.ts';
import { IdBlocks, type Needs } from './ids.ts';
import { saveJobs } from './job-table.ts';
import { claimedAmong } from './load.ts';
import { loadAll, loadGroup, Unforeseen } from './load-all.ts';
import { writeParcels } from './parcel-table.ts';
import { enterMentions } from './register-table.ts';
import { lockChanges, ShelfMoved, writeStock } from './shelf.ts';
import { writeShipments } from './shipment-table.ts';
import { writeSlips } from './slip-table.ts';
import { useVouchers } from './voucher-table.ts';
import { eventsOf, type Planned, writeChanges, writeEvents } from './write.ts';

/** Each time somebody else was first and has finished, so a handful ends even a crowd on one order. */
const CONFLICTS_MAX = 20;
/** A connection that broke while it lay idle costs one; a server that is away is the caller's to know. */
const LOSSES_MAX = 3;
const LOSS_MS = 2_000;
/** Longer than the server keeps a transaction whose client went silent: within this time a commit is proven or not. */
const DOUBT_MS = 45_000;
const PAUSE_MS = 50;
const PAUSE_MAX_MS = 1_000;
/** Ids looked up at once among the claimed numbers. */
const IDS_CHECKED_MAX = 50_000;

/**
 * The first write of every attempt. One id for all attempts of a command: a second attempt waits here until the first
 * has ended, goes on when it was rolled back, and is refused when it was committed. Writes nothing for an unknown
 * account: one look-up a command in place of a foreign key that would be checked for every row.
 */
const WRITE_PROOF: Statement = {
  name: 'write_proof',
  text: 'INSERT INTO commits (account_id, commit_id) SELECT account_id, $2::text FROM accounts WHERE account_id = $1',
};
const PROOF_INDEX = 'commits_pkey';
const BORNE_NUMBER_INDEX = 'orders_by_borne_number';

type Outcomes = readonly Outcome[];

/** One command on its way through its attempts, or several that are planned apart and written together. */
type Journey = {
  readonly commands: Group;
  readonly lookups: readonly Lookup[];
  readonly commitId: string;
  readonly startedAt: number;
  conflicts: number;
  losses: number;
  /** Until an order turned out to hold other stock than the command asks for. */
  isStockForeseen: boolean;
  /** Else it is only read, and what is taken from it is locked last of all. */
  isShelfLocked: boolean;
  /** After a fresh id turned out to be a number that somebody claims. */
  isIdTaken: boolean;
  /** What the last attempt will have answered if its commit, sent but never confirmed, took place. */
  doubted: { outcomes: readonly Outcomes[]; until: number } | null;
};

/** One of the group may be the cause, and the others have nothing to do with it. */
class Apart extends Error {}

export class Applier {
  readonly #connections: Connections;
  readonly #ids = new IdBlocks();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** What became of each command; a group must be of commands that `Groups` puts together. */
  async apply(commands: Group): Promise<readonly PromiseSettledResult<Outcomes>[]> {
    try {
      const all = await this.#travel(commands);
      return all.map((value) => ({ status: 'fulfilled', value }));
    } catch (error) {
      if (!(error instanceof Apart)) return commands.map(() => ({ status: 'rejected', reason: error }));
      const alone = await Promise.all(commands.map((command) => this.apply([command])));
      return alone.flat();
    }
  }

  async #travel(commands: Group): Promise<readonly Outcomes[]> {
    const journey: Journey = {
      commands,
      lookups: commands.map(lookupOf),
      commitId: randomUUID(),
      startedAt: performance.now(),
      conflicts: 0,
      losses: 0,
      isStockForeseen: true,
      isShelfLocked: !commands.every(mayReadShelf),
      isIdTaken: false,
      doubted: null,
    };
    for (;;) {
      try {
        return await this.#attempt(journey);
      } catch (error) {
        const index = violatedIndex(error);
        if (index === PROOF_INDEX && journey.doubted !== null) return journey.doubted.outcomes;
        if (maySeparate(journey, error)) throw new Apart();
        journey.isIdTaken ||= index === BORNE_NUMBER_INDEX;
        if (error instanceof Unforeseen && journey.isStockForeseen) journey.isStockForeseen = false;
        else if (!(error instanceof ShelfMoved)) await pauseOrGiveUp(journey, error);
        // Whatever was in the way: from now on nobody moves what was read.
        journey.isShelfLocked = true;
      }
    }
  }

  async #attempt(journey: Journey): Promise<readonly Outcomes[]> {
    const transaction = await this.#connections.begin('command');
    let outcomes: readonly Outcomes[] | null = null;
    try {
      const planned = await this.#plan(transaction, journey);
      outcomes = planned.map((plan) => plan.outcomes);
      const [first, ...others] = planned.filter(({ changes }) => hasChanges(changes));
      if (first !== undefined) await commitChanges(transaction, [first, ...others], journey);
      else await transaction.rollback();
      return outcomes;
    } catch (error) {
      const cause = await transaction.abandon(error);
      if (outcomes !== null && transaction.isCommitting && conditionOf(cause) === 'lost') {
        journey.doubted = { outcomes, until: performance.now() + DOUBT_MS };
      }
      throw cause;
    }
  }

  async #plan(session: Session, journey: Journey): Promise<readonly Planned[]> {
    const { commands, lookups, commitId, isStockForeseen, isShelfLocked } = journey;
    const [first, ...others] = commands;
    const [lookup] = lookups as readonly [Lookup, ...Lookup[]];
    const proof = session.send(WRITE_PROOF, [first.accountId, commitId]);
    const loading =
      others.length === 0
        ? loadAll(session, first, { lookup, isStockForeseen, isShelfLocked }).then((found) => [found])
        : loadGroup(session, commands, lookups);
    const [{ count }, founds] = await Promise.all([proof, loading]);
    if (count !== 1) throw new StoreFault(`there is no account ${first.accountId}`, { isRetryable: false });
    // The proof could be written, so the attempt before, if it was in doubt, is known to have failed.
    journey.doubted = null;
    const sourceOf = await this.#idsFor(session, journey);
    return commands.map((command, index) => {
      const found = founds[index] as Found;
      return { ...planCommand(command, found, sourceOf(lookups[index] as Lookup)), command, found };
    });
  }

  async #idsFor(session: Session, journey: Journey): Promise<(lookup: Lookup) => IdSource> {
    if (journey.isIdTaken) return this.#checkedIds(session, journey);
    const needs = needsOf(journey.lookups);
    while (!this.#ids.has(needs)) await this.#ids.draw(session, needs);
    return (lookup) => this.#ids.sourceOf(lookup, new Set());
  }

  /** Ids of its own, with those known that somebody claims as a number: rare, so no other command pays for it. */
  async #checkedIds(session: Session, { commands, lookups }: Journey): Promise<(lookup: Lookup) => IdSource> {
    const ids = new IdBlocks();
    const needs = needsOf(lookups);
    let claimed: ReadonlySet<string> = new Set();
    do {
      await ids.draw(session, { ...needs, orders: needs.orders + claimed.size });
      claimed = await claimedAmong(session, commands[0].accountId, ids.orderIds(IDS_CHECKED_MAX));
    } while (!ids.has({ ...needs, orders: needs.orders + claimed.size }));
    return (lookup) => ids.sourceOf(lookup, claimed);
  }
}

/** Ids whose digits are a stated number are passed over. */
function needsOf(lookups: readonly Lookup[]): Needs {
  let orders = 0;
  let lines = 0;
  for (const { freshOrdersMax, freshLinesMax, numbers } of lookups) {
    orders += freshOrdersMax + numbers.length;
    lines += freshLinesMax;
  }
  return { orders, lines };
}

function hasChanges({ created, replaced, stock, parcels, receipt, batch }: Changes): boolean {
  const rows = [created, replaced, stock, parcels];
  return rows.some(({ length }) => length > 0) || receipt !== null || batch !== null;
}

type Written = readonly [Planned, ...Planned[]];

/**
 * All in one round trip. Where the shelf was only read, its items are locked behind the rows, which are most of the
 * work, so that whoever wants them too waits for the last of it alone.
 */
async function commitChanges(transaction: Transaction, planned: Written, { isShelfLocked }: Journey): Promise<void> {
  const [{ command, changes, found }] = planned;
  if (isShelfLocked || changes.stock.length === 0) {
    const written = writeChanges(transaction, planned);
    const stocked = writeStock(transaction, changes.stock, command);
    await Promise.all([written, stocked, writeRest(transaction, planned), transaction.commit()]);
    return;
  }
  const taken = { shelf: found.shelf ?? [], changes: changes.stock };
  const [, stock] = await Promise.all([
    writeChanges(transaction, planned),
    lockChanges(transaction, command.accountId, taken),
  ]);
  const stocked = writeStock(transaction, stock, command);
  await Promise.all([stocked, writeRest(transaction, planned), transaction.commit()]);
}

/** What few commands change, and the events. */
function writeRest(transaction: Transaction, planned: Written): Promise<unknown> {
  const [{ command: first }] = planned;
  const mentions = planned.flatMap(({ changes }) => changes.mentions);
  return Promise.all([
    ...planned.flatMap(({ command, changes }) => [
      useVouchers(transaction, command.accountId, changes.vouchers),
      writeShipments(transaction, command.accountId, changes.shipments),
      writeParcels(transaction, command, changes.parcels),
      writeSlips(transaction, command.accountId, changes.slips),
      saveJobs(transaction, command, changes.jobs),
    ]),
    enterMentions(transaction, first, mentions),
    writeEvents(transaction, first.accountId, planned.flatMap(eventsOf)),
  ]);
}

/** Orders alone: operations and vouchers lock more, and everybody locks in one order. */
function mayReadShelf(command: Command): boolean {
  return voucherLookupOf(command) === null && command.items.every((item) => 'draft' in item);
}

/** The server has spoken, or the plan: of a connection that was lost, and of a full queue, no command is the cause. */
function maySeparate({ commands, doubted }: Journey, error: unknown): boolean {
  if (commands.length === 1 || doubted !== null) return false;
  return !(error instanceof StoreFault) && conditionOf(error) !== 'lost';
}

/** Returns when the command is to be tried again; throws the fault when it is not. */
async function pauseOrGiveUp(journey: Journey, error: unknown): Promise<void> {
  const condition = conditionOf(error);
  if (journey.doubted !== null) {
    if (condition === 'broken' || performance.now() > journey.doubted.until) throw storeFault(error, true);
    journey.losses += 1;
    return sleep(Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** journey.losses));
  }
  if (!mayTryAgain(journey, condition)) throw storeFault(error);
  // Whoever was first has finished; only a crowd is thinned out.
  const pauseMs = condition === 'lost' ? PAUSE_MS * 2 ** journey.losses : Math.random() * PAUSE_MS;
  if (condition === 'lost' || journey.conflicts > 1) await sleep(pauseMs);
}

function mayTryAgain(journey: Journey, condition: Condition): boolean {
  if (condition === 'conflict') {
    journey.conflicts += 1;
    return journey.conflicts < CONFLICTS_MAX;
  }
  journey.losses += 1;
  return condition === 'lost' && journey.losses < LOSSES_MAX && performance.now() - journey.startedAt < LOSS_MS;
}
