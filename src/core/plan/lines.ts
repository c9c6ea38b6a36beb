/**
 * The ids of order lines. A line keeps its id and its creation time over a replacement: it is found again by its
 * key, else by its SKU, each former line once. What is not found is a new line with a fresh id.
 * Called by place.ts when an order is created, replaced or split.
 */
import type { IdSource, LineName } from '../command.ts';
import type { LineState } from '../order.ts';

type Stamp = { ids: IdSource; at: number };

export function freshLines(names: readonly LineName[], stamp: Stamp): LineState[] {
  const ids = stamp.ids.nextLineIds(names.length);
  return names.map((name, index) => lineState(name, ids[index] as number, stamp.at));
}

export function matchedLines(names: readonly LineName[], former: readonly LineState[], stamp: Stamp): LineState[] {
  const left = new Set(former);
  const found = names.map((name) => take(left, (line) => name.key !== undefined && line.key === name.key));
  names.forEach((name, index) => {
    found[index] ??= take(left, (line) => isSameSku(line, name));
  });
  const fresh = stamp.ids.nextLineIds(found.filter((line) => line === undefined).length).values();
  return names.map((name, index) => {
    const line = found[index];
    return line === undefined
      ? lineState(name, fresh.next().value as number, stamp.at)
      : lineState(name, line.id, line.createdAt);
  });
}

/** By SKU only where the keys do not speak against it. */
function isSameSku(line: LineState, name: LineName): boolean {
  if (name.sku === undefined || line.sku !== name.sku) return false;
  return name.key === undefined || line.key === undefined;
}

function take(left: Set<LineState>, isMatch: (line: LineState) => boolean): LineState | undefined {
  for (const line of left) {
    if (!isMatch(line)) continue;
    left.delete(line);
    return line;
  }
  return undefined;
}

function lineState(name: LineName, id: number, createdAt: number): LineState {
  return { id, key: name.key, sku: name.sku, createdAt };
}
