/**
 * What processes have cost so far, from /proc: CPU time and peak memory of those given and of their children, which
 * for PostgreSQL are its connections. Elsewhere than on Linux nothing is told.
 * Read by whatever measures.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Linux counts CPU in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const PARENT = 1;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
/** Of children that have ended, which else would take what they cost with them. */
const ENDED_USER_TICKS = 13;
const ENDED_SYSTEM_TICKS = 14;

/** A server that works for less than a twentieth of a second in this time has nothing left to do. */
const IDLE_MS = 2_000;
const IDLE_SECONDS_MAX = 0.05;
const SETTLE_MS_MAX = 30 * 60_000;

/** Null where it cannot be read. */
export function cpuSeconds(pids: readonly number[]): number | null {
  const stats = statsOf(pids);
  if (stats.length === 0) return null;
  const columns = [USER_TICKS, SYSTEM_TICKS, ENDED_USER_TICKS, ENDED_SYSTEM_TICKS];
  const ticks = stats.reduce(
    (sum, { fields }) => columns.reduce((own, column) => own + Number(fields[column]), sum),
    0,
  );
  return ticks / TICKS_PER_SECOND;
}

/** Waits until they work no more; the CPU time spent until then, in seconds. */
export async function untilIdle(pids: readonly number[]): Promise<number> {
  const until = performance.now() + SETTLE_MS_MAX;
  let before = cpuSeconds(pids) ?? 0;
  while (performance.now() < until) {
    await sleep(IDLE_MS);
    const now = cpuSeconds(pids) ?? 0;
    if (now - before < IDLE_SECONDS_MAX) return now;
    before = now;
  }
  throw new Error('the server must come to rest');
}

/** Of the processes themselves, for shared memory would be counted once for every child. */
export function peakMegabytes(pids: readonly number[]): number | null {
  const peaks = pids.map((pid) => /VmHWM:\s+(\d+)/.exec(readProc(pid, 'status') ?? '')?.[1]);
  return peaks.includes(undefined) ? null : peaks.reduce((sum, kilobytes) => sum + Number(kilobytes) / 1024, 0);
}

type Stat = { pid: number; fields: readonly string[] };

function statsOf(pids: readonly number[]): readonly Stat[] {
  const own = new Set(pids);
  return allPids().flatMap((pid) => {
    const stat = readProc(pid, 'stat');
    if (stat === null) return [];
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return own.has(pid) || own.has(Number(fields[PARENT])) ? [{ pid, fields }] : [];
  });
}

function allPids(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
