/**
 * Counts and durations since the start, as Prometheus text. Labels are a dialect's name, a route's pattern, a status
 * or an outcome, never a value from a request, so the number of lines is bounded by the routes.
 * Counting costs one string and one look-up; labels are put into words only when somebody asks.
 * Fed by the events of telemetry.ts alone, so that logs and metrics cannot drift apart; how long the event loop was held
 * is the runtime's own count.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Upper bounds of the buckets, in seconds: from a kept order to a batch of ten thousand on a slow disk. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
/** The runtime looks at the event loop so often; what it says contains this much of waiting on purpose. */
const LOOP_MS = 10;
const LOOP_QUANTILES = [0.5, 0.99, 1] as const;
/** Stands between the values of labels in a key; no label holds one. */
const SEPARATOR = '\n';

type EventLoop = ReturnType<typeof monitorEventLoopDelay>;
type Duration = { count: number; sum: number; buckets: number[] };

export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #items = new Map<string, number>();
  readonly #durations = new Map<string, Duration>();
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_MS });

  constructor() {
    this.#loop.enable();
  }

  countRequest({
    dialect,
    route,
    status,
    seconds,
  }: {
    dialect: string;
    route: string;
    status: number;
    seconds: number;
  }) {
    const where = `${dialect}${SEPARATOR}${route}`;
    add(this.#requests, `${where}${SEPARATOR}${status}`, 1);
    const known = this.#durations.get(where) ?? newDuration();
    known.count += 1;
    known.sum += seconds;
    const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) known.buckets[bucket] = (known.buckets[bucket] ?? 0) + 1;
    this.#durations.set(where, known);
  }

  countItems(dialect: string, outcome: string, count: number): void {
    if (count > 0) add(this.#items, `${dialect}${SEPARATOR}${outcome}`, count);
  }

  /** The exposition format, version 0.0.4. */
  text(): string {
    return [
      ...family('bulkhead_requests_total', 'counter', 'Requests answered.'),
      ...counterLines('bulkhead_requests_total', ['dialect', 'route', 'status'], this.#requests),
      ...family('bulkhead_items_total', 'counter', 'Items of batches by their outcome.'),
      ...counterLines('bulkhead_items_total', ['dialect', 'outcome'], this.#items),
      ...family('bulkhead_request_seconds', 'histogram', 'From the head of a request to its answer.'),
      ...[...this.#durations].flatMap(([key, duration]) =>
        durationLines(labelsOf(['dialect', 'route'], key), duration),
      ),
      ...family('bulkhead_event_loop_held_seconds', 'gauge', 'How long nothing else could be done, since last asked.'),
      ...loopLines(this.#loop),
      ...family('process_resident_memory_bytes', 'gauge', 'Resident memory.'),
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      ...family('process_uptime_seconds', 'gauge', 'Since the process started.'),
      `process_uptime_seconds ${process.uptime()}`,
      '',
    ].join('\n');
  }
}

/** Begins anew: what a busy minute was like is of no use a week later. */
function loopLines(loop: EventLoop): string[] {
  const lines = LOOP_QUANTILES.map(
    (share) => `bulkhead_event_loop_held_seconds{quantile="${share}"} ${heldSeconds(loop, share)}`,
  );
  loop.reset();
  return lines;
}

function heldSeconds(loop: EventLoop, share: number): number {
  const nanoseconds = share === 1 ? loop.max : loop.percentile(share * 100);
  return Math.max(0, Math.round(nanoseconds / 1e3 - LOOP_MS * 1e3) / 1e6);
}

function newDuration(): Duration {
  return { count: 0, sum: 0, buckets: BUCKETS.map(() => 0) };
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function family(name: string, type: string, about: string): string[] {
  return [`# HELP ${name} ${about}`, `# TYPE ${name} ${type}`];
}

function counterLines(name: string, labels: readonly string[], counts: ReadonlyMap<string, number>): string[] {
  return [...counts].map(([key, count]) => `${name}{${labelsOf(labels, key)}} ${count}`);
}

function durationLines(labels: string, { count, sum, buckets }: Duration): string[] {
  let below = 0;
  const lines = BUCKETS.map((bound, index) => {
    below += buckets[index] ?? 0;
    return `bulkhead_request_seconds_bucket{${labels},le="${bound}"} ${below}`;
  });
  return [
    ...lines,
    `bulkhead_request_seconds_bucket{${labels},le="+Inf"} ${count}`,
    `bulkhead_request_seconds_sum{${labels}} ${sum}`,
    `bulkhead_request_seconds_count{${labels}} ${count}`,
  ];
}

function labelsOf(names: readonly string[], key: string): string {
  const values = key.split(SEPARATOR);
  return names.map((name, index) => `${name}="${values[index]?.replace(/[\\"]/g, '\\$&')}"`).join(',');
}
