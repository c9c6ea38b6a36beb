/**
 * A command in one transaction and two round trips: proof, locks and rows; then the writes with the commit behind
 * them. What another command or a lost connection spoils is planned again from the start, within bounds.
 *
 *   proof, load -> plan -> nothing changed -> rollback -> outcomes
 *        ^              -> write, commit   -> outcomes
 *        |                      | conflict, or connection lost: planned again
 *        '----------------------' lost during the commit: the proof of the next attempt tells (decision 023)
 *
 * Called by driver.ts.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Changes, Command, IdSource, Lookup, Plan } from '../../core/command.ts';
import type { Outcome } from '../../core/outcome.ts';
import { lookupOf, planCommand } from '../../core/plan/plan.ts';
import { StoreFault } from '../../core/store.ts';
import type { Connections, Session, Statement, Transaction } from './connections.ts';
import { type Condition, conditionOf, storeFault, violatedIndex } from './fault.ts';
import { IdBlocks } from './ids.ts';
import { saveJobs } from './job-table.ts';
import { claimedAmong } from './load.ts';
import { loadAll, Unforeseen } from './load-all.ts';
import { writeParcels } from './parcel-table.ts';
import { enterMentions } from './register-table.ts';
import { writeStock } from './shelf.ts';
import { writeShipments } from './shipment-table.ts';
import { writeSlips } from './slip-table.ts';
import { useVouchers } from './voucher-table.ts';
import { writeChanges } from './write.ts';

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

/** One command on its way through its attempts. */
type Journey = {
  readonly command: Command;
  readonly lookup: Lookup;
  readonly commitId: string;
  readonly startedAt: number;
  conflicts: number;
  losses: number;
  /** Until an order turned out to hold other stock than the command asks for. */
  isStockForeseen: boolean;
  /** After a fresh id turned out to be a number that somebody claims. */
  isIdTaken: boolean;
  /** What the last attempt will have answered if its commit, sent but never confirmed, took place. */
  doubted: { outcomes: Outcomes; until: number } | null;
};

export class Applier {
  readonly #connections: Connections;
  readonly #ids = new IdBlocks();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async apply(command: Command): Promise<Outcomes> {
    const journey: Journey = {
      command,
      lookup: lookupOf(command),
      commitId: randomUUID(),
      startedAt: performance.now(),
      conflicts: 0,
      losses: 0,
      isStockForeseen: true,
      isIdTaken: false,
      doubted: null,
    };
    for (;;) {
      try {
        return await this.#attempt(journey);
      } catch (error) {
        const index = violatedIndex(error);
        if (index === PROOF_INDEX && journey.doubted !== null) return journey.doubted.outcomes;
        journey.isIdTaken ||= index === BORNE_NUMBER_INDEX;
        if (error instanceof Unforeseen && journey.isStockForeseen) journey.isStockForeseen = false;
        else await pauseOrGiveUp(journey, error);
      }
    }
  }

  async #attempt(journey: Journey): Promise<Outcomes> {
    const transaction = await this.#connections.begin('command');
    let plan: Plan | null = null;
    try {
      plan = await this.#plan(transaction, journey);
      if (hasChanges(plan.changes)) await commitChanges(transaction, journey.command, plan.changes);
      else await transaction.rollback();
      return plan.outcomes;
    } catch (error) {
      const cause = await transaction.abandon(error);
      if (plan !== null && transaction.isCommitting && conditionOf(cause) === 'lost') {
        journey.doubted = { outcomes: plan.outcomes, until: performance.now() + DOUBT_MS };
      }
      throw cause;
    }
  }

  async #plan(session: Session, journey: Journey): Promise<Plan> {
    const { command, lookup, commitId, isStockForeseen } = journey;
    const proof = session.send(WRITE_PROOF, [command.accountId, commitId]);
    const [{ count }, found] = await Promise.all([proof, loadAll(session, command, { lookup, isStockForeseen })]);
    if (count !== 1) throw new StoreFault(`there is no account ${command.accountId}`, { isRetryable: false });
    // The proof could be written, so the attempt before, if it was in doubt, is known to have failed.
    journey.doubted = null;
    if (journey.isIdTaken) return planCommand(command, found, await this.#checkedIds(session, journey));
    const needs = needsOf(lookup);
    while (!this.#ids.has(needs)) await this.#ids.draw(session, needs);
    return planCommand(command, found, this.#ids.sourceOf(lookup, new Set()));
  }

  /** Ids of its own, with those known that somebody claims as a number: rare, so no other command pays for it. */
  async #checkedIds(session: Session, { command, lookup }: Journey): Promise<IdSource> {
    const ids = new IdBlocks();
    const needs = needsOf(lookup);
    let claimed: ReadonlySet<string> = new Set();
    do {
      await ids.draw(session, { ...needs, orders: needs.orders + claimed.size });
      claimed = await claimedAmong(session, command.accountId, ids.orderIds(IDS_CHECKED_MAX));
    } while (!ids.has({ ...needs, orders: needs.orders + claimed.size }));
    return ids.sourceOf(lookup, claimed);
  }
}

/** Ids whose digits are a stated number are passed over. */
function needsOf(lookup: Lookup): { orders: number; lines: number } {
  return { orders: lookup.freshOrdersMax + lookup.numbers.length, lines: lookup.freshLinesMax };
}

function hasChanges({ created, replaced, stock, parcels, receipt, batch }: Changes): boolean {
  const rows = [created, replaced, stock, parcels];
  return rows.some(({ length }) => length > 0) || receipt !== null || batch !== null;
}

async function commitChanges(transaction: Transaction, command: Command, changes: Changes): Promise<void> {
  const stocked = writeStock(transaction, changes.stock, command);
  const used = useVouchers(transaction, command.accountId, changes.vouchers);
  const shipped = writeShipments(transaction, command.accountId, changes.shipments);
  const parceled = writeParcels(transaction, command, changes.parcels);
  const slipped = writeSlips(transaction, command.accountId, changes.slips);
  const planned = saveJobs(transaction, command, changes.jobs);
  const entered = enterMentions(transaction, command, changes.mentions);
  const written = writeChanges(transaction, command, changes);
  await Promise.all([stocked, used, shipped, parceled, slipped, planned, entered, written, transaction.commit()]);
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
