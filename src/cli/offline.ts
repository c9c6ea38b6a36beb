/**
 * The door of the commands that work on the database itself, also beside a running server (decision 011).
 * Configuration, store and account are found here and closed again, whatever the command does in between.
 * Used by every such command; no command opens a store by itself.
 */
import type { Command } from 'commander';
import { type Account, type Config, DEFAULT_ACCOUNT, loadConfig, openStore, type Store } from '../main.ts';
import { CommandError } from './print.ts';

export type OfflineOptions = { database?: string; account?: string };

export function addDatabaseOption(command: Command): Command {
  return command.option('--database <url>', 'where orders are stored (DATABASE_URL)');
}

export function addAccountOptions(command: Command): Command {
  return addDatabaseOption(command).option('--account <name>', 'whose', DEFAULT_ACCOUNT);
}

export function configOf(options: OfflineOptions): Config {
  const { config, problems } = loadConfig({ env: process.env, flags: { databaseUrl: options.database } });
  if (config === null) throw new CommandError(problems.join('\n'));
  return config;
}

export async function withStore<T>(
  options: OfflineOptions,
  act: (store: Store, config: Config) => Promise<T>,
): Promise<T> {
  const config = configOf(options);
  if (config.databaseUrl === 'sqlite::memory:') {
    throw new CommandError('DATABASE_URL: expected a database that outlives this command, got sqlite::memory:');
  }
  const store = await openStore(config, { isExclusive: false });
  try {
    return await act(store, config);
  } finally {
    await store.close();
  }
}

/** The account of `--account`; the default one is made when it is not there yet, as a first start would. */
export function withAccount<T>(
  options: OfflineOptions,
  act: (store: Store, account: Account) => Promise<T>,
): Promise<T> {
  return withStore(options, async (store) => {
    const name = options.account ?? DEFAULT_ACCOUNT;
    const known = await store.findAccountByName(name);
    if (known !== null) return act(store, known);
    if (name === DEFAULT_ACCOUNT) return act(store, await store.createAccount(name, Date.now()));
    throw new CommandError(`there is no account named ${JSON.stringify(name)}; bulkhead accounts create makes one`);
  });
}
