/**
 * A contestant's process: started with the Node that runs the benchmark, ready once it has printed its port, ended by
 * its pid.
 * Used by ours.ts, floors.ts and peers/.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import { commandOf } from './slow-disk.ts';

const ROOT = join(import.meta.dirname, '..');

export type Started = { port: number; pid: number; stop(): Promise<void> };

/** As `npm start` runs it, with the same flags; the folder is this checkout. */
export function startServer(env: Record<string, string>, flags: readonly string[] = []): Promise<Started> {
  const [, ...args] = packageFile.scripts.start.split(' ');
  return start([...flags, ...args], { env, port: /"url":"http:\/\/127\.0\.0\.1:(\d+)"/ });
}

/** A program of this folder that prints `{"port":…}`. */
export function startProgram(file: string, ...args: string[]): Promise<Started> {
  return start([join('bench', file), ...args], { env: {}, port: /"port":(\d+)/ });
}

type Process = { cwd?: string; env: Record<string, string>; port: RegExp };

/** `port` finds the port in what the process prints. */
export async function start(args: string[], { cwd = ROOT, env, port }: Process): Promise<Started> {
  const [program, ...words] = commandOf(args);
  const child = spawn(program, words, {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const found = Number(await printed(child, port));
  return {
    port: found,
    pid: child.pid as number,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits for the line and goes on draining, so that a full pipe never holds the contestant. */
function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let isFound = false;
    child.stdout?.on('data', (chunk: Buffer) => {
      if (isFound) return;
      text += chunk.toString();
      const found = pattern.exec(text)?.[1];
      if (found === undefined) return;
      isFound = true;
      resolve(found);
    });
    child.once('exit', () => reject(new Error(`the contestant ended before it was ready: ${text}`)));
  });
}
