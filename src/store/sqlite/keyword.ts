/**
 * Whether a line of a serialized order bears a keyword: in its SKU, its name or an option, without regard to case.
 * SQLite calls it for every row of a list that filters by keyword, so documents without the text are not parsed.
 * Registered by read-table.ts.
 */
import type { OrderContent, OrderLine } from '../../core/order.ts';
import { foldCase } from '../../core/queries.ts';

export function hasLineKeyword(content: string, keyword: string): boolean {
  const folded = foldCase(keyword);
  if (!foldCase(content).includes(foldCase(JSON.stringify(keyword).slice(1, -1)))) return false;
  const { lines } = JSON.parse(content) as OrderContent;
  return lines.some((line) => textsOf(line).some((text) => text !== undefined && foldCase(text).includes(folded)));
}

function textsOf(line: OrderLine): (string | undefined)[] {
  return [line.sku, line.name, ...(line.options ?? []).flatMap(({ name, value }) => [name, value])];
}
