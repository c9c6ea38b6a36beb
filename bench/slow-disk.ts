/**
 * `--sync-ms N`: what a disk would change whose syncs take N milliseconds longer than this machine's, as those of most
 * rented machines do. strace delays every fsync of the contestants started from then on, and stops them at no other call.
 * Used by bench.ts and started.ts; SQLite only, for there the contestant itself syncs.
 */
import { spawnSync } from 'node:child_process';

const SYNCS = 'fsync,fdatasync';
let prefix: readonly string[] = [];

export function slowSyncs(milliseconds: number): void {
  if (spawnSync('strace', ['--version']).status !== 0) throw new Error('--sync-ms: expected strace to be installed');
  const options = ['-e', `trace=${SYNCS}`, '-e', `inject=${SYNCS}:delay_exit=${milliseconds * 1_000}`];
  // -D: the child is the contestant itself, so that its pid ends it and tells its CPU time.
  prefix = ['strace', '-D', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', ...options];
}

/** How Node is started with the arguments. */
export function commandOf(args: readonly string[]): [program: string, ...args: string[]] {
  const [program = process.execPath, ...others] = [...prefix, process.execPath, ...args];
  return [program, ...others];
}
