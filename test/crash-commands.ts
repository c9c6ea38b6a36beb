/**
 * The commands of the crash test, the same in the child that sends them and in the parent that checks: a pair of
 * round and index says all about a command. Every draft bears a mark that no other draft bears.
 * Used by crash-child.ts, crash-check.ts and crash.test.ts.
 */
import type { Draft } from '../src/core/batch.ts';
import type { Command, CommandItem } from '../src/core/command.ts';
import { sealDraft } from '../src/core/intake.ts';
import type { Outcome } from '../src/core/outcome.ts';

/** Round and index. */
export type CommandName = readonly [number, number];

export type FromChild =
  | { kind: 'ready' | 'opened' }
  | { kind: 'begun'; name: CommandName }
  | { kind: 'answered'; name: CommandName; outcomes: readonly Outcome[] }
  | { kind: 'failed'; message: string };
/** `again`: commands of earlier rounds to send once more. */
export type ToChild = { round: number; again: readonly CommandName[] };

const KEYS = 30;
const SPLIT_RULES = [{ pattern: 'B-*', group: 'second' }];

export function markOf([round, index]: CommandName, item: number): string {
  return `${round}/${index}/${item}`;
}

/** One order that is always new, three that are updated again and again, and now and then one that is split. */
export function commandOf(accountId: number, name: CommandName): Command {
  const [round, index] = name;
  const drafts = [
    draftOf(name, { item: 0, orderKey: null }),
    ...[1, 2, 3].map((item) => draftOf(name, { item, orderKey: `key-${(index * 7 + item * 11 + round) % KEYS}` })),
    ...(index % 5 === 0 ? [draftOf(name, { item: 4, orderKey: `split-${round}-${index}` })] : []),
  ];
  return {
    accountId,
    batchId: `batch-${round}-${index}`,
    at: round * 1_000_000 + index,
    receiptKey: `receipt-${round}-${index}`,
    splitRules: SPLIT_RULES,
    items: drafts.map(
      (draft, label): CommandItem => ({
        label,
        draft: sealDraft(draft, `fresh-${markOf(name, label)}`),
      }),
    ),
  };
}

function draftOf(name: CommandName, { item, orderKey }: { item: number; orderKey: string | null }): Draft {
  const mark = markOf(name, item);
  const lines = Array.from({ length: 1 + ((name[1] + item) % 4) }, (_, line) => ({ sku: `A-${line}`, quantity: 1 }));
  return {
    pointer: `/${item}`,
    linesPointer: `/${item}/lines`,
    orderId: null,
    orderKey,
    isNumberClaimed: false,
    isSplittable: item === 4,
    content: {
      status: 'open',
      number: mark,
      internalNote: mark,
      giftMessage: 'padding '.repeat(1 + (name[1] % 200)),
      lines: item === 4 ? [...lines, { sku: 'B-1', quantity: 2 }, { sku: 'A-9', quantity: 3 }] : lines,
    },
  };
}
