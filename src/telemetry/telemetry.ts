/**
 * What the server tells about itself: one function per event, each writing its log line and its counts together.
 * Never a secret, never a customer's data: no body, no query, no path but a route's pattern, no header.
 * Called by http/ and main.ts.
 */
import type { DestinationStream } from 'pino';
import { openLog } from './log.ts';
import { Metrics } from './metrics.ts';

/** What every line about a request says. */
export type RequestFacts = {
  requestId: string;
  method: string;
  /** Null below no dialect's prefix. */
  dialect: string | null;
  /** The route's pattern, or null for an unknown one. */
  route: string | null;
  accountId: number | null;
  status: number;
  /** Why the request was refused as a whole. */
  failure?: string | undefined;
  /** Of the body, decompressed. */
  bytes: number;
  milliseconds: number;
};

export type BatchFacts = {
  batchId: string;
  items: number;
  created: number;
  replaced: number;
  kept: number;
  refused: number;
  refusedByCode: Readonly<Record<string, number>>;
};

type JobFacts = {
  kind: string;
  accountId: number;
  jobId: number;
  state: string;
  tries: number;
  note: string;
};

export type Telemetry = ReturnType<typeof openTelemetry>;

export function openTelemetry({ level, destination }: { level: string; destination?: DestinationStream | undefined }) {
  const { lines, flush } = openLog(level, destination);
  const metrics = new Metrics();

  return {
    flush,
    metricsText: () => metrics.text(),

    serverStarted(facts: { url: string; database: string; version: string; pid: number }): void {
      lines.info({ event: 'started', ...facts });
    },
    settingDoubted(warning: string): void {
      lines.warn({ event: 'setting_doubted', warning });
    },
    keyCreated(facts: { account: string; keyId: string }): void {
      lines.info({ event: 'key_created', ...facts });
    },
    batchTaken(facts: RequestFacts, batch: BatchFacts): void {
      lines.info({ event: 'batch', ...facts, ...batch });
      countRequest(metrics, facts);
      const dialect = facts.dialect ?? '';
      for (const outcome of ['created', 'replaced', 'kept', 'refused'] as const) {
        metrics.countItems(dialect, outcome, batch[outcome]);
      }
    },
    requestAnswered(facts: RequestFacts): void {
      lines.info({ event: 'request', ...facts });
      countRequest(metrics, facts);
    },
    /** Health checks come every second and say nothing while all is well. */
    probeAnswered(facts: { path: string; status: number }): void {
      if (facts.status === 200) lines.debug({ event: 'probe', ...facts });
      else lines.warn({ event: 'probe', ...facts });
    },
    /** A fault of ours: the only place where a stack is written. The line of its request follows. */
    faultMet(error: unknown, facts: { requestId?: string; doing: string }): void {
      lines.error({ event: 'fault', ...facts, error: describeError(error) });
    },
    /** Bytes that were no HTTP request. */
    connectionRefused(facts: { code: string; status: number }): void {
      lines.debug({ event: 'connection_refused', ...facts });
    },
    receiptsForgotten(facts: { receipts: number }): void {
      lines.info({ event: 'receipts_forgotten', ...facts });
    },
    jobTried(facts: JobFacts): void {
      lines[facts.state === 'given_up' ? 'warn' : 'info']({ event: 'job', ...facts });
    },
    /** Its owner sees it in the list of endpoints, and his other endpoints are told. */
    endpointDisabled(facts: { accountId: number; endpointId: number; because: string }): void {
      lines.warn({ event: 'endpoint_disabled', ...facts });
    },
    drainStarted(facts: { reason: string }): void {
      lines.info({ event: 'drain_started', ...facts });
    },
    drainEnded(facts: { milliseconds: number; requestsCut: number }): void {
      lines[facts.requestsCut === 0 ? 'info' : 'warn']({ event: 'drain_ended', ...facts });
    },
    processFailed(error: unknown): void {
      lines.fatal({ event: 'process_failed', error: describeError(error) });
    },
  };
}

function countRequest(metrics: Metrics, { dialect, route, method, status, milliseconds }: RequestFacts): void {
  const where = { dialect: dialect ?? '', route: route === null ? '' : `${method} ${route}` };
  metrics.countRequest({ ...where, status, seconds: milliseconds / 1000 });
}

/** Named fields only: an error of a database client may carry the values of its last statement. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  return { name, message, code, stack, cause };
}
