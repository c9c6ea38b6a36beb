/**
 * What processes have cost so far, from /proc: CPU time and peak memory of those given and of their children, which
 * for PostgreSQL are its connections. Elsewhere than on Linux nothing is told.
 * Read by compare.ts.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const PARENT = 1;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** Null where it cannot be read. */
export function cpuSeconds(pids: readonly number[]): number | null {
  const stats = statsOf(pids);
  if (stats.length === 0) return null;
  const ticks = stats.reduce((sum, { fields }) => sum + Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]), 0);
  return ticks / TICKS_PER_SECOND;
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
