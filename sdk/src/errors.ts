/**
 * What can go wrong with a call, as classes to ask for with `instanceof`. Whatever an order of a batch was refused for
 * is no error: it is that order's outcome.
 * Thrown by transport.ts and send.ts.
 */
import type { Problem } from './answer-types.ts';
import type { SentBatch } from './sent.ts';

export class BulkheadError extends Error {
  override name = 'BulkheadError';
  /** Whether the same call may succeed later. The client has tried again already, as often as it was told to. */
  readonly isRetryable: boolean;

  constructor(message: string, options: { isRetryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.isRetryable = options.isRetryable;
  }
}

/** The server has answered, and says no: `problem.code` is the name to program against. */
export class RefusedError extends BulkheadError {
  override name = 'RefusedError';
  readonly status: number;
  readonly code: string;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(`${problem.code}: ${problem.detail}`, { isRetryable: problem.retryable });
    this.status = status;
    this.code = problem.code;
    this.problem = problem;
  }
}

/** No answer has come, or one that is not Bulkhead's. Whether the call was done is not known; sent again, it is done once. */
export class ConnectionError extends BulkheadError {
  override name = 'ConnectionError';
  /** Of the answer, when something in between has given one. */
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { isRetryable: true, cause: options.cause });
    this.status = options.status;
  }
}

/** A batch was sent in part. `sent` tells what became of that part; `cause` why it ended. */
export class InterruptedError extends BulkheadError {
  override name = 'InterruptedError';
  readonly sent: SentBatch;

  constructor(sent: SentBatch, cause: unknown) {
    const told = sent.outcomes.length;
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the batch ended after ${told} orders: ${reason}`, {
      isRetryable: cause instanceof BulkheadError && cause.isRetryable,
      cause,
    });
    this.sent = sent;
  }
}
