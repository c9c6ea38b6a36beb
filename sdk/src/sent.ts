/** What became of orders that were sent: one by one, and all together. */
import type { Outcome } from './answer-types.ts';
import type { Counts } from './import-types.ts';
import type { StatedOrder } from './stated-types.ts';

/** `index` counts over all orders; `stated` is the order as it was given. */
export type SentOrder = Outcome & { stated: StatedOrder; batchId: string | null };

export type SentBatch = { batchIds: readonly string[]; counts: Counts; outcomes: readonly SentOrder[] };
