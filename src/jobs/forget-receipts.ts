/**
 * Forgets receipts, jobs that have ended and imports, once they are older than the promise, a bounded piece at a time, so that no write of a caller ever
 * waits behind a large clean-up. A piece that fails is told and tried again with the next round.
 * Started and stopped by main.ts; the store bounds one piece.
 */
import { LIMITS } from '../core/limits.ts';
import type { Store } from '../core/store.ts';

/** While there is more to forget, and once there is nothing. */
const NEXT_PIECE_MS = 1_000;
const NEXT_ROUND_MS = 10 * 60_000;

export type ForgettingParts = {
  store: Pick<Store, 'forgetReceipts' | 'forgetJobs' | 'forgetImports'>;
  clock: () => number;
  onForgotten(receipts: number): void;
  onFault(error: unknown): void;
};

/** Returns what stops it; a piece under way is finished. */
export function startForgettingReceipts(parts: ForgettingParts): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;
  const wait = (delayMs: number) => {
    timer = setTimeout(async () => {
      const receipts = await forgetPiece(parts);
      if (!isStopped) wait(receipts > 0 ? NEXT_PIECE_MS : NEXT_ROUND_MS);
    }, delayMs).unref();
  };
  wait(NEXT_PIECE_MS);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** How many; none when the store failed, which the next round may mend. */
async function forgetPiece({ store, clock, onForgotten, onFault }: ForgettingParts): Promise<number> {
  try {
    const olderThan = clock() - LIMITS.receiptKeptMs;
    const receipts = await store.forgetReceipts(olderThan);
    const jobs = await store.forgetJobs(olderThan);
    const imports = await store.forgetImports(clock() - LIMITS.importKeptMs);
    if (receipts > 0) onForgotten(receipts);
    return receipts + jobs + imports;
  } catch (error) {
    onFault(error);
    return 0;
  }
}
