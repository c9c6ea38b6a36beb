/**
 * When an endpoint is given up: an endpoint of which nothing was taken for five days is disabled, and so is one that
 * answers 410, "gone". A delivery that was taken makes all well again. Pure; deliver.ts keeps what is decided.
 *
 *   well --in vain--> failing --in vain, five days later, or 410--> disabled --by its owner--> well
 *    ^------taken--------'
 */
import type { Standing } from '../core/endpoints.ts';
import type { Posted } from './post.ts';

const DAY_MS = 24 * 3_600 * 1_000;
const FAILING_MS_MAX = 5 * DAY_MS;
const GONE = 410;

/** Null when nothing changes. */
export function standingAfter(
  { failingSince, disabledAt }: Standing,
  { isTaken, status }: Pick<Posted, 'isTaken' | 'status'>,
  at: number,
): Standing | null {
  if (disabledAt !== null) return null;
  if (isTaken) return failingSince === null ? null : { failingSince: null, disabledAt: null, disabledBy: null };
  const since = failingSince ?? at;
  if (status === GONE) return { failingSince: since, disabledAt: at, disabledBy: 'gone' };
  if (at - since >= FAILING_MS_MAX) return { failingSince: since, disabledAt: at, disabledBy: 'failures' };
  return failingSince === null ? { failingSince: since, disabledAt: null, disabledBy: null } : null;
}
