/**
 * `bulkhead accounts`: accounts share a server and see nothing of each other. A first start makes the default one.
 * Their keys, rules and settings have commands of their own, with `--account`.
 * There is no command that removes one: its orders would have to go with it.
 */
import type { Command } from 'commander';
import { addDatabaseOption, type OfflineOptions, withStore } from './offline.ts';
import { CommandError, printRows } from './print.ts';

export function addAccounts(program: Command): void {
  const accounts = program.command('accounts').description('accounts: create, list');
  addDatabaseOption(accounts.command('list').description('all accounts'))
    .option('--json', 'for programs')
    .action(listAccounts);
  addDatabaseOption(accounts.command('create <name>').description('make an account')).action(createAccount);
}

function listAccounts({ json = false, ...options }: OfflineOptions & { json?: boolean }): Promise<void> {
  return withStore(options, async (store) => {
    const accounts = await store.listAccounts();
    const rows = accounts.map(({ accountId, name }) => ({ accountId, name }));
    printRows(rows, { json, empty: 'There are no accounts; a first start makes one.' });
  });
}

async function createAccount(name: string, options: OfflineOptions): Promise<void> {
  if (!/^\S(.{0,98}\S)?$/.test(name)) {
    throw new CommandError(
      `expected a name of 1 to 100 characters without blanks around it, got ${JSON.stringify(name)}`,
    );
  }
  await withStore(options, async (store) => {
    const same = await store.findAccountByName(name);
    if (same !== null) throw new CommandError(`there is an account named ${JSON.stringify(name)} already`);
    const { accountId } = await store.createAccount(name, Date.now());
    console.log(`Made the account ${name}, number ${accountId}. bulkhead keys create --account makes it a key.`);
  });
}
