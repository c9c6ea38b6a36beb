/**
 * The server as a process of its own, started as `npm start` does, on a free port: for tests about signals, exit codes
 * and what a person reads. Used by drain.test.ts, server-start.test.ts and scripts/smoke.ts; the caller ends it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import packageFile from '../package.json' with { type: 'json' };

type Line = Record<string, unknown>;
export type Ended = { code: number | null; signal: NodeJS.Signals | null };

/** Those of `npm start`, for any working folder. */
const ARGUMENTS = packageFile.scripts.start
  .split(' ')
  .slice(1)
  .map((argument) => (/^(?:\.\/)?src\//.test(argument) ? join(import.meta.dirname, '..', argument) : argument));

export class ServerProcess {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  readonly ended: Promise<Ended>;
  /** What a person reads. */
  errors = '';
  readonly #waiting = new Map<string, (line: Line) => void>();

  constructor(env: Record<string, string>, cwd: string) {
    const given = { PATH: process.env.PATH ?? '', PORT: '0', ...env };
    const child = spawn(process.execPath, ARGUMENTS, { env: given, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.errors += text;
    });
    createInterface(child.stdout).on('line', (text) => this.#note(JSON.parse(text)));
    this.ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  }

  /** The first log line of the event, past or to come; rejects when the process ends without it. */
  async told(event: string): Promise<Line> {
    const past = this.lines.find((line) => line.event === event);
    if (past !== undefined) return past;
    const { promise, resolve } = Promise.withResolvers<Line>();
    this.#waiting.set(event, resolve);
    const ended = this.ended.then(() => Promise.reject(new Error(`ended before ${event}: ${this.errors}`)));
    return Promise.race([promise, ended]);
  }

  /** Where it listens. */
  async url(): Promise<string> {
    return String((await this.told('started')).url);
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  #note(line: Line): void {
    this.lines.push(line);
    this.#waiting.get(String(line.event))?.(line);
  }
}
