/**
 * What differs between two JSON documents: a pointer into them, and what stood there before and after. Pure.
 * Lists are compared place by place, which reads well for lines that are changed, added or taken off at the end.
 * Called by history.ts.
 */
import { escapePointer } from '../schema.ts';

/** `before` absent: there was nothing; `after` absent: it is gone. */
export type Difference = { pointer: string; before?: unknown; after?: unknown };

export function differencesOf(before: unknown, after: unknown, pointer = ''): readonly Difference[] {
  if (Object.is(before, after)) return [];
  const [former, later] = [entriesOf(before), entriesOf(after)];
  if (former === null || later === null || Array.isArray(before) !== Array.isArray(after)) {
    return [{ pointer, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  }
  const names = new Set([...former.keys(), ...later.keys()]);
  return [...names].flatMap((name) =>
    differencesOf(former.get(name), later.get(name), `${pointer}/${escapePointer(name)}`),
  );
}

function entriesOf(value: unknown): Map<string, unknown> | null {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}
