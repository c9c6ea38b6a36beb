/**
 * Which of the writes that wait go into the next commit. All of them, within a bound, as long as they are of one kind:
 * then a group costs least. Where single orders wait beside imports, large batches or the settling of lists, they go
 * first, in turns with one piece of the large ones: neither waits for more than one group of the other. While single
 * orders keep coming, large ones go piece by piece also when none waits: the next comes in the middle of a group.
 * Pure; called by worker.ts.
 */

/** A group is closed once it carries this much, so that no commit takes long and the log stays short. */
const GROUP_BYTES_MAX = 16 * 1024 * 1024;
/** A slice of a file; some five milliseconds of the writer. */
const PIECE_BYTES_MAX = 128 * 1024;
/** About ten orders. */
const SMALL_BYTES_MAX = 32 * 1024;
/** Little is sent, but as much work as with a slice and written. */
const SETTLING_BYTES = PIECE_BYTES_MAX;

type Waiting = { name: string; bytes: number };
export type Chosen<T> = { group: T[]; rest: T[]; isHurried: boolean };

/** `wasHurried`: the group before was one of small writes that went first. `isShared`: single orders keep coming. */
type Before = { wasHurried: boolean; isShared: boolean };

/** At least one must wait. */
export function nextGroup<T extends Waiting>(waiting: readonly T[], { wasHurried, isShared }: Before): Chosen<T> {
  const small = waiting.filter(isSmall);
  if (small.length === waiting.length) return { ...cut(small, GROUP_BYTES_MAX, []), isHurried: false };
  const large = waiting.filter((request) => !isSmall(request));
  if (small.length > 0 && !wasHurried) return { ...cut(small, GROUP_BYTES_MAX, large), isHurried: true };
  return { ...cut(large, wasHurried || isShared ? PIECE_BYTES_MAX : GROUP_BYTES_MAX, small), isHurried: false };
}

export function isSmall(request: Waiting): boolean {
  return weightOf(request) <= SMALL_BYTES_MAX;
}

/** What fits, at least one; the rest behind what else waits. */
function cut<T extends Waiting>(requests: readonly T[], bytesMax: number, others: readonly T[]) {
  let bytes = 0;
  const end = requests.findIndex((request) => {
    bytes += weightOf(request);
    return bytes > bytesMax;
  });
  const length = end === -1 ? requests.length : Math.max(1, end);
  return { group: requests.slice(0, length), rest: [...requests.slice(length), ...others] };
}

function weightOf({ name, bytes }: Waiting): number {
  return name === 'settleLists' ? SETTLING_BYTES : bytes;
}
