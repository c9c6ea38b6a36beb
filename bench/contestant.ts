/**
 * What takes part in the benchmark: a server that takes the seed-shaped orders of load.ts in some shape of its own.
 * A contestant is started on an empty database, loaded, asked how many orders it holds, and stopped, once a round.
 * Implemented by ours.ts, floors.ts and peers/; run by compare.ts.
 */
import type { SeedOrder } from './load.ts';

/** How an order changes between phases: `revision` 0 is the first write, every other one differs from it. */
export type BodyOf = (orders: readonly SeedOrder[]) => Buffer;

export type Running = {
  /** Where requests go; the connections are shared out among several. Loopback only. */
  ports: readonly number[];
  path: string;
  headers: Readonly<Record<string, string>>;
  bodyOf: BodyOf;
  /** Whether an answer says that every order of the request was taken. */
  isRight(answer: string): boolean;
  /** Every process that works for it, the database's included: their CPU time and peak memory are told. */
  pids(): readonly number[];
  countOrders(): Promise<number>;
  /** True for a server that tells of itself at /metrics as ours does. */
  hasMetrics?: boolean;
  stop(): Promise<void>;
};

export type Kind = 'insert' | 'update' | 'repeat';

export type Contestant = {
  name: string;
  /** Contestants are compared with those of the same driver only. */
  driver: 'sqlite' | 'postgres' | 'other';
  /** What it can be asked: not every wire has a key by which an order is found again. */
  kinds: readonly Kind[];
  /** Orders a request may hold at most. */
  perBodyMax: number;
  start(): Promise<Running>;
};
