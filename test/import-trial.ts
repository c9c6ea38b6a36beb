/**
 * A file of generated orders through `bulkhead import` into a server process, with server and program killed in turn
 * on the way; then every line must be counted once and every order be there once. It measures the memory of both.
 * Used by scripts/import-million.ts, and small by import-trial.test.ts. Bounded: it ends by itself or throws.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from './server-process.ts';
import { orderLine } from './stream-trial.ts';

export type ImportPlan = {
  orders: number;
  /** The first kills the server, the second the program, and so on. */
  kills: number;
  databaseUrl: string;
  /** For the file and all that is beside it. */
  cwd: string;
  onProgress?: (line: number, kills: number) => void;
};
export type ImportResult = {
  orders: number;
  created: number;
  refused: number;
  /** As another contract counts them afterwards. */
  stored: number;
  kills: number;
  seconds: number;
  perSecond: number;
  serverMebibytesMax: number;
  programMebibytesMax: number;
};

const KEY = 'import-trial';
const SECRET = 'secret-of-the-import-trial';
const FILE = 'orders.ndjson';
const LOOK_MS = 50;
const SETTLED_MS_MAX = 10 * 60_000;
const LINES_AT_ONCE = 1_000;
const program = join(import.meta.dirname, '../src/cli/bulkhead.ts');

export async function runImportTrial(plan: ImportPlan): Promise<ImportResult> {
  writeFile(plan);
  const trial = new Trial(plan);
  try {
    return await trial.run();
  } finally {
    await trial.end();
  }
}

function writeFile({ cwd, orders }: ImportPlan): void {
  const file = openSync(join(cwd, FILE), 'w');
  for (let line = 1; line <= orders; line += LINES_AT_ONCE) {
    const count = Math.min(LINES_AT_ONCE, orders - line + 1);
    writeSync(file, Array.from({ length: count }, (_, index) => orderLine(line + index)).join(''));
  }
  closeSync(file);
}

class Trial {
  readonly #plan: ImportPlan;
  #server: ServerProcess;
  #url = '';
  #running: ChildProcess | null = null;
  #kills = 0;
  #serverMax = 0;
  #programMax = 0;
  #printed = '';

  constructor(plan: ImportPlan) {
    this.#plan = plan;
    this.#server = this.#startServer('0');
  }

  async run(): Promise<ImportResult> {
    const { orders, kills } = this.#plan;
    this.#url = await this.#server.url();
    const startedAt = performance.now();
    this.#startProgram([]);
    while (this.#running?.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      this.#measure();
      const line = this.#lineReached();
      this.#plan.onProgress?.(line, this.#kills);
      if (this.#kills < kills && line >= (orders * (this.#kills + 1)) / (kills + 1)) await this.#kill();
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    const told = JSON.parse(this.#printed) as { orders: number; created: number; refused: number };
    return {
      ...{ orders: told.orders, created: told.created, refused: told.refused },
      stored: await this.#stored(),
      kills: this.#kills,
      seconds: Math.round(seconds * 10) / 10,
      perSecond: Math.round(orders / seconds),
      serverMebibytesMax: this.#serverMax,
      programMebibytesMax: this.#programMax,
    };
  }

  async end(): Promise<void> {
    if (this.#running?.exitCode === null) this.#running.kill('SIGKILL');
    await this.#server.stop();
  }

  async #kill(): Promise<void> {
    this.#kills += 1;
    if (this.#kills % 2 === 1) {
      await this.#server.stop('SIGKILL');
      this.#server = this.#startServer(new URL(this.#url).port);
      await this.#server.url();
      return;
    }
    const killed = this.#running;
    if (killed?.exitCode !== null) return;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    this.#startProgram(['--resume']);
  }

  #startServer(port: string): ServerProcess {
    const keys = { BULKHEAD_API_KEY: KEY, BULKHEAD_API_SECRET: SECRET };
    const { databaseUrl, cwd } = this.#plan;
    return new ServerProcess({ ...keys, PORT: port, DATABASE_URL: databaseUrl, BULKHEAD_LOG_LEVEL: 'info' }, cwd);
  }

  #startProgram(options: readonly string[]): void {
    const env = { PATH: process.env.PATH ?? '', BULKHEAD_URL: this.#url, BULKHEAD_SECRET: SECRET };
    const args = [program, 'import', FILE, '--json', ...options];
    const { cwd } = this.#plan;
    const running = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#printed = '';
    running.stdout.setEncoding('utf8').on('data', (text) => {
      this.#printed += text;
    });
    this.#running = running;
  }

  #lineReached(): number {
    try {
      return JSON.parse(readFileSync(join(this.#plan.cwd, `${FILE}.progress.json`), 'utf8')).line;
    } catch {
      return 0;
    }
  }

  async #stored(): Promise<number> {
    const authorization = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;
    const until = performance.now() + SETTLED_MS_MAX;
    let answer = await fetch(`${this.#url}/shipstation/orders?pageSize=1`, { headers: { authorization } });
    // Lists are settled behind a burst of writes; until then SQLite asks to be asked again.
    while (answer.status === 503 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      answer = await fetch(`${this.#url}/shipstation/orders?pageSize=1`, { headers: { authorization } });
    }
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the list of orders must be answered, but it is ${answer.status}: ${text}`);
    return (JSON.parse(text) as { total: number }).total;
  }

  #measure(): void {
    this.#serverMax = Math.max(this.#serverMax, residentMebibytes(this.#server.child.pid));
    this.#programMax = Math.max(this.#programMax, residentMebibytes(this.#running?.pid));
  }
}

/** 0 where the system tells it otherwise. */
function residentMebibytes(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
