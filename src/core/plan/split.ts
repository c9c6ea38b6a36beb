/**
 * One order into several: each line goes whole to the fulfillment group its SKU or EAN matches, in a table the
 * account sets. The parts add up to the whole exactly, because a line is never divided and everything the order
 * states beside its lines (shipping, discount, taxes, payment) stays on the first part.
 * Pure; called by plan.ts when a splittable draft is created and when a prepared order is completed.
 */
import type { OrderContent, OrderLine } from '../order.ts';

/** `pattern` matches a SKU or an EAN as a whole, without regard to case; `*` stands for any characters. */
export type SplitRule = { pattern: string; group: string };

/** Lines that no rule matches form a group of their own. The first matching rule decides. */
export function groupOf(line: OrderLine, rules: readonly SplitRule[]): string {
  const names = [line.sku, line.ean].filter((name) => name !== undefined);
  return rules.find((rule) => names.some((name) => matches(rule.pattern, name)))?.group ?? '';
}

/** The parts in order of their first line; one part, the content itself, when all lines are of one group. */
export function splitContent(
  content: OrderContent,
  rules: readonly SplitRule[],
): readonly [OrderContent, ...OrderContent[]] {
  const linesByGroup = new Map<string, OrderLine[]>();
  let group = '';
  for (const line of content.lines) {
    // An adjustment belongs to no warehouse: it goes with the line before it.
    if (line.isAdjustment !== true) group = groupOf(line, rules);
    const lines = linesByGroup.get(group) ?? [];
    lines.push(line);
    linesByGroup.set(group, lines);
  }
  const [first, ...rest] = linesByGroup.values();
  if (first === undefined || rest.length === 0) return [content];
  return [{ ...content, lines: first }, ...rest.map((lines) => laterPart(content, lines))];
}

/** What a later part repeats from the whole: who, where and when, never how much. */
export function laterPart(content: OrderContent, lines: readonly OrderLine[]): OrderContent {
  const { number, amountPaidE4, taxE4, shippingE4, discountE4, voucherCodes, payment, ...shared } = content;
  return { ...shared, lines };
}

/** Piece by piece between the stars, so that no pattern costs more than one walk over the name. */
function matches(pattern: string, name: string): boolean {
  const [head = '', ...pieces] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const tail = pieces.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head)) return false;
  let from = head.length;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - tail.length >= from && text.endsWith(tail);
}
