/**
 * The process that the crash test kills: opens the store it is told to, sends again what it is told to, then sends
 * new commands, several at once, for as long as it lives. It says what it has begun, and what was answered only
 * after the store has answered. With nothing more to read it closes the store and ends.
 * Started by crash.test.ts: `node crash-child.ts <database>`.
 */
import { createInterface } from 'node:readline';
import { openSqliteStore } from '../src/store/sqlite/driver.ts';
import { type CommandName, commandOf, type FromChild, type ToChild } from './crash-commands.ts';

const IN_FLIGHT = 4;

/** Synchronous, since a pipe is: what is said is out before the next step. */
function say(message: FromChild): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

// Under a limit on the size of files a write beyond it fails, as on a broken disk, instead of ending the process.
process.on('SIGXFSZ', () => {});

const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
say({ kind: 'ready' });
await lines.next();

const store = await openSqliteStore({ path: process.argv[2] ?? '' });
const account = (await store.findAccountByName('crash')) ?? (await store.createAccount('crash', 1));
say({ kind: 'opened' });
const told = await lines.next();
if (told.done === true) await store.close();
else await keepBusy(JSON.parse(told.value) as ToChild);

async function send(name: CommandName): Promise<void> {
  say({ kind: 'begun', name });
  try {
    const outcomes = await store.apply(commandOf(account.accountId, name));
    say({ kind: 'answered', name, outcomes });
  } catch (error) {
    say({ kind: 'failed', message: String(error) });
    process.exit(3);
  }
}

async function keepBusy({ round, again }: ToChild): Promise<void> {
  await Promise.all(again.map(send));
  let index = 0;
  const keepSending = async (): Promise<never> => {
    for (;;) {
      index += 1;
      await send([round, index]);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, keepSending));
}
