// kill -9 at random moments, fifty times over one database: nothing that was answered is lost, nothing is half there,
// and what was under way can be sent again without making a second order.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFailed, test } from 'vitest';
import type { Outcome } from '../src/core/outcome.ts';
import { checkDatabase } from './crash-check.ts';
import type { CommandName, FromChild, ToChild } from './crash-commands.ts';
import { tempFolder } from './temp-folder.ts';

const KILLS = 50;
/** Answers after which a child is killed, at most. */
const ANSWERS_MAX = 40;
/** The first children are killed while they make the database, later one in so many while it opens it. */
const MAKING_KILLED = 4;
const OPENING_KILLED = 6;
const OPENING_MS_MAX = 400;

const databaseIn = (folder: string) => join(folder, 'data', 'bulkhead.db');

class Child {
  /** Exit code and signal. */
  readonly ended: Promise<unknown[]>;
  readonly #process: ChildProcess;
  readonly #messages: AsyncIterator<string>;

  /** With compiled modules kept in the folder: a child starts in a third of the time. */
  constructor(folder: string, { database = databaseIn(folder), fileBlocksMax = 'unlimited' } = {}) {
    const script = join(import.meta.dirname, 'crash-child.ts');
    const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
    const limited = ['-c', `ulimit -f ${fileBlocksMax} && exec "$0" "$@"`, process.execPath, script, database];
    const child = spawn('sh', limited, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process = child;
    this.ended = once(child, 'exit');
    this.#messages = createInterface(child.stdout)[Symbol.asyncIterator]();
  }

  tell(message: ToChild | 'open'): void {
    this.#process.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  /** Null once the child is dead and all that it said was heard. */
  async hear(): Promise<FromChild | null> {
    const { value, done } = await this.#messages.next();
    return done === true ? null : (JSON.parse(value) as FromChild);
  }

  /** Lets it end by itself. */
  async dismiss(): Promise<void> {
    this.#process.stdin?.end();
    expect(await this.ended).toEqual([0, null]);
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }
}

/** What the children were answered, and what they had begun without an answer. */
class Journal {
  readonly answers = new Map<string, readonly Outcome[]>();
  readonly #open = new Set<string>();

  note(message: FromChild): void {
    if (message.kind === 'begun') this.#open.add(JSON.stringify(message.name));
    if (message.kind !== 'answered') return;
    const name = JSON.stringify(message.name);
    this.#open.delete(name);
    // A command that is sent again under its receipt is answered as the first time.
    const before = this.answers.get(name);
    if (before !== undefined) expect(message.outcomes).toEqual(before);
    this.answers.set(name, message.outcomes);
  }

  /** All that is in doubt, and the last that is not. */
  toSendAgain(): CommandName[] {
    const last = [...this.answers.keys()].slice(-3);
    return [...this.#open, ...last].map((name) => JSON.parse(name) as CommandName);
  }
}

/** Park and Miller's generator: enough for moments, and the same moments again for the same seed. */
function randomFrom(seed: number): (max: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (max) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % max;
  };
}

async function runUntilKilled(
  child: Child,
  round: number,
  parts: { folder: string; journal: Journal; random: (max: number) => number },
) {
  const { folder, journal, random } = parts;
  const isKilledOpening = round <= MAKING_KILLED || random(OPENING_KILLED) === 0;
  child.tell('open');
  if (isKilledOpening) setTimeout(() => void child.kill(), random(OPENING_MS_MAX));
  let left = 1 + random(ANSWERS_MAX);
  for (;;) {
    const message = await child.hear();
    if (message === null) break;
    if (message.kind === 'opened') {
      checkDatabase(databaseIn(folder), journal.answers);
      child.tell({ round, again: journal.toSendAgain() });
    }
    journal.note(message);
    if (message.kind === 'answered') left -= 1;
    if (left === 0) await child.kill();
  }
  // It must not have ended by itself.
  expect(await child.ended).toEqual([null, 'SIGKILL']);
}

test(`a server killed ${KILLS} times has kept all that it answered`, { timeout: 180_000 }, async () => {
  using temp = tempFolder();
  const folder = temp.path;
  const seed = Number(process.env.BULKHEAD_CRASH_SEED ?? Date.now() % 1_000_000);
  onTestFailed(() => {
    process.stderr.write(`the moments were those of BULKHEAD_CRASH_SEED=${seed}\n`);
  });
  const random = randomFrom(seed);
  const journal = new Journal();
  const first = new Child(folder, { database: join(folder, 'first', 'bulkhead.db') });
  first.tell('open');
  while ((await first.hear())?.kind !== 'opened');
  await first.dismiss();
  // The next child starts while this one works, so that fifty starts take half the time.
  let next = new Child(folder);
  try {
    for (let round = 1; round <= KILLS; round += 1) {
      const child = next;
      next = new Child(folder);
      try {
        await runUntilKilled(child, round, { folder, journal, random });
      } finally {
        await child.kill();
      }
    }
  } finally {
    await next.kill();
  }
  checkDatabase(databaseIn(folder), journal.answers);
  expect(journal.answers.size).toBeGreaterThan(KILLS);
});

test('a disk that fails to write ends the writer; the next start has all that was answered', async () => {
  using temp = tempFolder();
  const folder = temp.path;
  const journal = new Journal();
  const failing = new Child(folder, { fileBlocksMax: '3000' });
  failing.tell('open');
  let failure = '';
  for (let message = await failing.hear(); message !== null; message = await failing.hear()) {
    if (message.kind === 'opened') failing.tell({ round: 1, again: [] });
    if (message.kind === 'failed') failure = message.message;
    journal.note(message);
  }
  expect(await failing.ended).toEqual([3, null]);
  expect(failure).toMatch(/StoreFault/);
  expect(journal.answers.size).toBeGreaterThan(0);
  const doubtful = journal.toSendAgain();
  const whole = new Child(folder);
  try {
    whole.tell('open');
    while ((await whole.hear())?.kind !== 'opened');
    checkDatabase(databaseIn(folder), journal.answers);
    whole.tell({ round: 2, again: doubtful });
    for (let answered = 0; answered < doubtful.length; ) {
      const message = await whole.hear();
      if (message === null) throw new Error('the child must live until it is killed');
      journal.note(message);
      if (message.kind === 'answered') answered += 1;
    }
  } finally {
    await whole.kill();
  }
  checkDatabase(databaseIn(folder), journal.answers);
});
