/**
 * `GET /batches/{id}`: what became of a batch, for whoever did not get its answer or asks later. Its orders are the
 * list with that `batch_id`. A record is kept as long as an idempotency key is.
 * Dry runs and refused all-or-nothing batches leave none.
 */
import { LIMITS } from '../../core/limits.ts';
import { textFromInstant } from '../../core/zoned-time.ts';
import { RequestError, type RouteContext, type WireAnswer } from '../dialect.ts';
import { Type } from '../type-box.ts';
import { closed, Stamp } from './codec.ts';
import { ItemError } from './outcome-object.ts';
import { readQuery } from './parameters.ts';
import { wireError } from './problem.ts';

import { jsonAnswer } from './write.ts';
import { Counts, Policy } from './write-batch.ts';

export const BatchRecordAnswer = closed(
  {
    batch_id: Type.String(),
    at: Stamp,
    policy: Policy,
    counts: Counts,
    refused_by_code: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
    refused: Type.Array(closed({ index: Type.Integer({ minimum: 0 }), errors: Type.Array(ItemError) }), {
      description: `The first ${LIMITS.batchRefusalsKept}, in the order of the request.`,
    }),
  },
  { title: 'BatchRecord' },
);

export async function getBatch({ request, caller, orders }: RouteContext): Promise<WireAnswer> {
  readQuery(request.query, {});
  const { batchId = '' } = request.params;
  const record = await orders.findBatch(caller.account.accountId, batchId.toLowerCase());
  if (record === null) {
    const given = JSON.stringify(batchId.slice(0, 80));
    throw new RequestError('record_unknown', `Expected the id of a recorded batch, got ${given}.`, { field: 'id' });
  }
  const refused = record.refused.map(({ label, refusal }) => ({
    index: label,
    errors: refusal.problems.map(wireError),
  }));
  return jsonAnswer({
    batch_id: record.batchId,
    at: textFromInstant(record.at),
    policy: record.policy,
    counts: record.counts,
    refused_by_code: record.refusedByCode,
    refused,
  });
}
