/**
 * What else the native API answers, as types, made from its document by
 * scripts/sdk-types.ts: not to be written by hand.
 * Members and values may be added in time.
 * The orders themselves are in order-types.ts.
 */
import type { Counts, RowError } from './import-types.ts';
import type { Order } from './order-types.ts';

export type Page = {
  orders: readonly Order[];
  /** The cursor of the next page; null on the last. */
  next: string | null;
};

export type History = {
  id: number;
  /** The latest, oldest first. */
  revisions: readonly {
    revision: number;
    status: 'prepared' | 'unpaid' | 'open' | 'held' | 'outsourced' | 'rejected' | 'shipped' | 'canceled';
    batch_id: string;
    /** In UTC. */
    at: string;
    /** Against the revision before; none for the first one told. */
    changes: readonly {
      /** JSON Pointer into the order. */
      pointer: string;
      /** Absent when there was nothing. */
      before?: unknown;
      /** Absent when it is gone. */
      after?: unknown;
    }[];
  }[];
};

export type Done = {
  outcome: 'created' | 'replaced' | 'kept';
  id: number | null;
  key: string | null;
  number: string | null;
  revision: number;
  /** The other orders it was split into. */
  parts?: readonly OrderRef[];
};

export type OrderRef = {
  id: number | null;
  key: string | null;
  number: string | null;
  revision: number;
};

export type BatchAnswer = {
  /** Null when nothing was kept. */
  batch_id: string | null;
  policy: 'independent' | 'all_or_nothing';
  dry_run: boolean;
  counts: Counts;
  outcomes: readonly Outcome[];
};

export type Outcome = TakenOutcome | RefusedOutcome;

export type TakenOutcome = {
  /** Where the order stands in the request. */
  index: number;
  outcome: 'created' | 'replaced' | 'kept';
  id: number | null;
  key: string | null;
  number: string | null;
  revision: number;
  /** The other orders it was split into. */
  parts?: readonly OrderRef[];
};

export type RefusedOutcome = {
  /** Where the order stands in the request. */
  index: number;
  outcome: 'refused';
  /** As stated; null when none was. */
  key: string | null;
  errors: readonly ItemError[];
  /** With return=failed: the order as it was sent. */
  order?: unknown;
};

export type ItemError = {
  /** Stable; more may come. */
  code: string;
  /** JSON Pointer into the request as it was sent. */
  pointer: string;
  expected: string;
  given: string;
  detail: string;
  /** Whether the same item may succeed later without a change. */
  retryable: boolean;
};

export type BatchRecord = {
  batch_id: string;
  /** In UTC. */
  at: string;
  policy: 'independent' | 'all_or_nothing';
  counts: Counts;
  refused_by_code: Readonly<Record<string, number>>;
  /** The first 1000, in the order of the request. */
  refused: readonly {
    index: number;
    errors: readonly ItemError[];
  }[];
};

export type Events = {
  events: readonly OrderEvent[];
  /** Where to go on, also when there was nothing. */
  next: string;
  /** There is more right now. */
  has_more: boolean;
};

export type OrderEvent = {
  /** Ascends in the order of the commits. */
  id: number;
  /** Such as order.created; more kinds may come. */
  kind: string;
  order_id: number;
  revision: number;
  batch_id: string;
  /** In UTC. */
  at: string;
};

export type Limits = {
  batch_orders_max: number;
  order_lines_max: number;
  order_key_chars_max: number;
  order_number_chars_max: number;
  idempotency_key_chars_max: number;
  idempotency_key_kept_seconds: number;
  batch_refusals_kept_max: number;
  page_max: number;
  stream_line_bytes_max: number;
  import_file_bytes_max: number;
  import_table_rows_max: number;
  import_kept_seconds: number;
  /** Of one request, also after decompression. */
  body_bytes_max: number;
  /** With one key. */
  requests_per_minute: number;
};

export type StreamLine =
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'created' | 'replaced' | 'kept';
      id: number | null;
      key: string | null;
      number: string | null;
      revision: number;
      /** The other orders it was split into. */
      parts?: readonly OrderRef[];
    }
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'refused';
      /** As stated; null when none was. */
      key: string | null;
      errors: readonly ItemError[];
      row?: unknown;
    }
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'acknowledged';
    }
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'end';
      batch_id: string;
      counts: Counts;
    }
  | {
      /** The number of the line, from 1. */
      line: number;
      outcome: 'stopped';
      problem: unknown;
    };

export type ResultRow = {
  line: number;
  outcome: 'created' | 'replaced' | 'kept' | 'refused' | 'waiting';
  id: number | null;
  key: string | null;
  number: string | null;
  errors: readonly RowError[];
  /** As it was sent; of a table, its cells by their headers. */
  row: unknown;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable; the name to program against. */
  code: string;
  /** Whether the same request may succeed later. */
  retryable: boolean;
  request_id: string;
  /** A parameter, a header, or a JSON Pointer into the body. */
  field?: string;
  errors?: readonly ItemError[];
  /** The bound that was passed. */
  limit?: number;
  /** The state it is in. */
  state?: string;
  /** Of the file of an import. */
  uploaded_bytes?: number;
};
