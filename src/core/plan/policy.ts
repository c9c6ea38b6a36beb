/**
 * What the rules of a batch make of its outcomes once every item was decided: an all-or-nothing batch with a refusal
 * changes nothing, a dry run never does. Drivers need not know of either: they write the changes they are given.
 * Called by plan.ts at the end of a plan.
 */
import type { Changes, Command, CommandItem, IdSource, Plan } from '../command.ts';
import type { OrderRef } from '../order.ts';
import { type Label, type Outcome, refusalOf } from '../outcome.ts';

const NO_CHANGES: Changes = {
  created: [],
  replaced: [],
  revisions: [],
  events: [],
  stock: [],
  vouchers: [],
  shipments: [],
  parcels: [],
  slips: [],
  jobs: [],
  mentions: [],
  receipt: null,
  batch: null,
};

/** `replayed`: labels that a receipt has answered; they are done whatever becomes of the rest. */
export function ruled(command: Command, plan: Plan, replayed: ReadonlySet<Label>): Plan {
  const refused =
    plan.outcomes.filter((outcome) => outcome.kind === 'refused').length + (command.refusedOnReading?.length ?? 0);
  const isWhole = command.rules?.policy === 'all_or_nothing';
  if (isWhole && refused > 0)
    return { outcomes: refusedWhole(command, plan.outcomes, { refused, replayed }), changes: NO_CHANGES };
  if (command.rules?.isDryRun !== true) return plan;
  const outcomes = plan.outcomes.map((outcome, index) => foreseen(outcome, command.items[index]));
  return { outcomes, changes: NO_CHANGES };
}

/** Ids of a dry run, which draws none from the store: below zero, so that they meet no order. */
export function foreseenIds(): IdSource {
  let last = 0;
  const next = () => {
    last -= 1;
    return last;
  };
  return { nextOrderId: next, nextLineIds: (count) => Array.from({ length: count }, next) };
}

function refusedWhole(
  { items }: Command,
  outcomes: readonly Outcome[],
  { refused, replayed }: { refused: number; replayed: ReadonlySet<Label> },
): readonly Outcome[] {
  return outcomes.map((outcome, index) => {
    const item = items[index];
    if (item === undefined || outcome.kind === 'refused' || replayed.has(outcome.label)) return outcome;
    const pointer = pointerOf(item);
    const expected = 'a batch in which every item can be taken';
    const problem = { code: 'batch_refused', pointer, expected, given: `one with ${refused} refused` } as const;
    return { label: outcome.label, kind: 'refused', refusal: refusalOf([problem]) };
  });
}

function pointerOf(item: CommandItem): string {
  return 'draft' in item ? item.draft.pointer : item.operation.pointer;
}

/** What only the store would have given stays open: id 0, and no number or key that the caller did not state. */
function foreseen(outcome: Outcome, item: CommandItem | undefined): Outcome {
  if (outcome.kind === 'refused') return outcome;
  const freshKey = item !== undefined && 'draft' in item ? item.draft.freshKey : null;
  const [first, ...others] = outcome.orders;
  return { ...outcome, orders: [foreseenRef(first, freshKey), ...others.map((ref) => foreseenRef(ref, freshKey))] };
}

function foreseenRef(ref: OrderRef, freshKey: string | null): OrderRef {
  const isNew = ref.orderId < 0;
  return {
    orderId: isNew ? 0 : ref.orderId,
    orderKey: ref.orderKey === freshKey ? '' : ref.orderKey,
    number: isNew && ref.number === String(ref.orderId) ? '' : ref.number,
    revision: ref.revision,
  };
}
