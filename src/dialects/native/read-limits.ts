/**
 * `GET /limits`: every bound a caller can meet, so that none has to be found out by running into it.
 * Bounds of the core are its own (limits.ts); those of the server are what it was configured with.
 * The SDK cuts its batches by these.
 */
import { LIMITS } from '../../core/limits.ts';
import type { QueryContext, WireAnswer } from '../dialect.ts';
import { Type } from '../type-box.ts';
import { closed } from './codec.ts';
import { readQuery } from './parameters.ts';
import { jsonAnswer } from './write.ts';

const Bound = Type.Integer({ minimum: 0 });

export const LimitsAnswer = closed(
  {
    batch_orders_max: Bound,
    order_lines_max: Bound,
    order_key_chars_max: Bound,
    order_number_chars_max: Bound,
    idempotency_key_chars_max: Bound,
    idempotency_key_kept_seconds: Bound,
    batch_refusals_kept_max: Bound,
    page_max: Bound,
    stream_line_bytes_max: Bound,
    import_file_bytes_max: Bound,
    import_table_rows_max: Bound,
    import_kept_seconds: Bound,
    body_bytes_max: Type.Integer({ minimum: 0, description: 'Of one request, also after decompression.' }),
    requests_per_minute: Type.Integer({ minimum: 1, description: 'With one key.' }),
  },
  { title: 'Limits' },
);

export function getLimits({ request, bounds }: QueryContext): WireAnswer {
  readQuery(request.query, {});
  return jsonAnswer({
    batch_orders_max: LIMITS.batchItemsMax,
    order_lines_max: LIMITS.orderLinesMax,
    order_key_chars_max: LIMITS.orderKeyCharsMax,
    order_number_chars_max: LIMITS.orderNumberCharsMax,
    idempotency_key_chars_max: LIMITS.receiptKeyCharsMax,
    idempotency_key_kept_seconds: LIMITS.receiptKeptMs / 1_000,
    batch_refusals_kept_max: LIMITS.batchRefusalsKept,
    page_max: LIMITS.pageItemsMax,
    stream_line_bytes_max: LIMITS.streamLineBytesMax,
    import_file_bytes_max: LIMITS.importFileBytesMax,
    import_table_rows_max: LIMITS.importTableRowsMax,
    import_kept_seconds: LIMITS.importKeptMs / 1_000,
    body_bytes_max: bounds.bodyBytesMax,
    requests_per_minute: bounds.requestsPerMinute,
  });
}
