/**
 * `bulkhead settings`, and the same below each contract's own name: what an account sets for a dialect, such as the zone
 * its wall times are read in, as a whole or for one API key. Which settings there are, and of which kind, each dialect
 * says itself; this command knows none by name. Settings also come from a file, all of them or none.
 * A running server follows within a second.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  type Account,
  type AccountSettings,
  type Dialect,
  type DialectSetting,
  dialects,
  type Store,
} from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError, printRows } from './print.ts';
import { type SettingValue, valueFrom } from './setting-value.ts';

const HIDDEN = '******';

type KeyOptions = OfflineOptions & { key?: string };
type Named = { dialect: Dialect; name: string; setting: DialectSetting };
/** Undefined: back to the standard. */
type Change = Named & { value: SettingValue | undefined; keyId: string | undefined };

export function addSettings(program: Command): void {
  addCommands(program.command('settings').description("an account's settings for each contract"), null);
  for (const dialect of dialects) {
    if (dialect.settings === undefined) continue;
    addCommands(program.command(dialect.name).description(`the settings of the contract ${dialect.name}`), dialect);
  }
}

/** Below a dialect's own command, names are its own. */
function addCommands(parent: Command, dialect: Dialect | null): void {
  const whose = dialect === null ? 'name is <dialect>.<setting>' : 'one of those that list shows';
  const full = (name: string) => (dialect === null ? name : `${dialect.name}.${name}`);
  const add = (words: string, about: string) =>
    addAccountOptions(parent.command(words).description(about)).option('--key <keyId>', 'of this API key alone');
  add('list', 'every setting and its value')
    .option('--json', 'for programs')
    .action((options: KeyOptions & { json?: boolean }) => listSettings(options, dialect));
  add('set <name> <value>', whose).action((name: string, value: string, options: KeyOptions) =>
    setSetting(full(name), value, options),
  );
  add('unset <name>', 'back to the standard').action((name: string, options: KeyOptions) =>
    unsetSetting(full(name), options),
  );
  addAccountOptions(
    parent
      .command('load <file>')
      .description('as a JSON file states them: {"<name>": value, "keys": {"<keyId>": {…}}}'),
  ).action((file: string, options: OfflineOptions) => loadSettings(file, options, dialect));
}

function settingsOf(dialect: Dialect | null): Named[] {
  return (dialect === null ? dialects : [dialect]).flatMap((one) =>
    Object.entries(one.settings ?? {}).map(([name, setting]) => ({ dialect: one, name, setting })),
  );
}

function named(text: string): Named {
  const all = settingsOf(null);
  const found = all.find(({ dialect, name }) => `${dialect.name}.${name}`.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  const known = all.map(({ dialect, name }) => `${dialect.name}.${name}`);
  throw new CommandError(`expected one of ${known.join(', ')}, got ${JSON.stringify(text)}`);
}

function listSettings({ json = false, key, ...options }: KeyOptions & { json?: boolean }, dialect: Dialect | null) {
  return withAccount(options, async (store, account) => {
    await assertKey(store, account, key);
    const rows = settingsOf(dialect).map(({ dialect: { name: of }, name, setting: { kind, about } }) => {
      const { dialects: own, keys } = account.settings;
      const value = (key === undefined ? own : keys?.[key])?.[of]?.[name];
      const shown = value === undefined ? null : kind === 'secret' ? HIDDEN : String(value);
      return { name: dialect === null ? `${of}.${name}` : name, value: shown, kind, about };
    });
    printRows(rows, { json, empty: 'No contract has settings.' });
  });
}

async function setSetting(text: string, stated: string, { key, ...options }: KeyOptions): Promise<void> {
  const setting = named(text);
  const value = readValue(setting, text, stated);
  await withAccount(options, async (store, account) => {
    await assertKey(store, account, key);
    await store.saveSettings(account.accountId, changed(account.settings, { ...setting, value, keyId: key }));
    console.log(`${nameOf(setting)} is ${setting.setting.kind === 'secret' ? HIDDEN : value}${told(key)}.`);
  });
}

async function unsetSetting(text: string, { key, ...options }: KeyOptions): Promise<void> {
  const setting = named(text);
  await withAccount(options, async (store, account) => {
    await assertKey(store, account, key);
    await store.saveSettings(
      account.accountId,
      changed(account.settings, { ...setting, value: undefined, keyId: key }),
    );
    console.log(`${nameOf(setting)} is back to its standard${told(key)}.`);
  });
}

async function loadSettings(file: string, options: OfflineOptions, dialect: Dialect | null): Promise<void> {
  const changes = changesFrom(await readSeed(file), dialect);
  await withAccount(options, async (store, account) => {
    for (const keyId of new Set(changes.map((change) => change.keyId))) await assertKey(store, account, keyId);
    await store.saveSettings(account.accountId, changes.reduce(changed, account.settings));
    console.log(`${changes.length} settings are as ${file} states them.`);
  });
}

async function readSeed(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read: ${error.code}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file}: expected JSON, but ${(error as Error).message}`);
  }
}

/** Null unsets. */
function changesFrom(seed: unknown, dialect: Dialect | null): readonly Change[] {
  const { keys = {}, ...whole } = objectIn(seed, 'the file');
  const ofKeys = Object.entries(objectIn(keys, 'keys')).flatMap(([keyId, fields]) =>
    changesOf(objectIn(fields, `keys.${keyId}`), { dialect, keyId }),
  );
  return [...changesOf(whole, { dialect, keyId: undefined }), ...ofKeys];
}

type Part = { dialect: Dialect | null; keyId: string | undefined };

function changesOf(fields: Readonly<Record<string, unknown>>, { dialect, keyId }: Part): Change[] {
  if (dialect === null) {
    return Object.entries(fields).flatMap(([name, own]) => {
      const known = dialects.find((one) => one.name === name);
      const names = dialects.map((one) => one.name).join(', ');
      if (known === undefined) throw new CommandError(`expected one of ${names}, got ${JSON.stringify(name)}`);
      return changesOf(objectIn(own, name), { dialect: known, keyId });
    });
  }
  return Object.entries(fields).map(([name, stated]) => {
    const full = `${dialect.name}.${name}`;
    const setting = named(full);
    return { ...setting, keyId, value: stated === null ? undefined : readValue(setting, full, stated) };
  });
}

function nameOf({ dialect, name }: Named): string {
  return `${dialect.name}.${name}`;
}

function readValue({ setting }: Named, text: string, stated: unknown): SettingValue {
  const { expected, read } = valueFrom(setting, stated);
  if (read !== undefined) return read;
  throw new CommandError(`${text}: expected ${expected}, got ${JSON.stringify(stated)}`);
}

function objectIn(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new CommandError(`${what}: expected an object, got ${JSON.stringify(value)}`);
}

async function assertKey(store: Store, { accountId, name }: Account, keyId: string | undefined): Promise<void> {
  if (keyId === undefined) return;
  const keys = await store.listKeys(accountId);
  if (keys.some((key) => key.keyId === keyId)) return;
  throw new CommandError(`the account ${name} has no API key ${JSON.stringify(keyId)}; bulkhead keys list shows them`);
}

function changed(settings: AccountSettings, { dialect, name, value, keyId }: Change): AccountSettings {
  const set = (all: AccountSettings['dialects']) => ({
    ...all,
    [dialect.name]: { ...all?.[dialect.name], [name]: value },
  });
  if (keyId === undefined) return { ...settings, dialects: set(settings.dialects) };
  return { ...settings, keys: { ...settings.keys, [keyId]: set(settings.keys?.[keyId]) } };
}

function told(keyId: string | undefined): string {
  return keyId === undefined ? '' : ` for the key ${keyId}`;
}
