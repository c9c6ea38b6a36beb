/**
 * `bulkhead settings`: what an account sets for a dialect, such as the zone its wall times are read in. Which settings
 * there are, and of which kind, each dialect says itself; this command knows none by name.
 * A running server follows within a second.
 */
import type { Command } from 'commander';
import { type Account, type Dialect, type DialectSetting, dialects, isZone } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError, printRows } from './print.ts';

type SettingValue = string | number | boolean;
type Named = { dialect: Dialect; name: string; setting: DialectSetting };

/** Undefined when the text is no value of the kind. */
const READ_BY_KIND: Readonly<Record<DialectSetting['kind'], (text: string) => SettingValue | undefined>> = {
  zone: (text) => (isZone(text) ? text : undefined),
  text: (text) => text,
  number: (text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined),
  flag: (text) => ({ true: true, false: false })[text],
};
const EXPECTED_BY_KIND: Readonly<Record<DialectSetting['kind'], string>> = {
  zone: 'an IANA time zone, such as Europe/Stockholm',
  text: 'a text',
  number: 'a number',
  flag: 'true or false',
};

export function addSettings(program: Command): void {
  const settings = program.command('settings').description("an account's settings for each contract");
  addAccountOptions(settings.command('list').description('every setting and its value'))
    .option('--json', 'for programs')
    .action(listSettings);
  addAccountOptions(settings.command('set <name> <value>').description('name is <dialect>.<setting>')).action(
    setSetting,
  );
  addAccountOptions(settings.command('unset <name>').description('back to the standard')).action(unsetSetting);
}

function allSettings(): Named[] {
  return dialects.flatMap((dialect) =>
    Object.entries(dialect.settings ?? {}).map(([name, setting]) => ({ dialect, name, setting })),
  );
}

function named(text: string): Named {
  const found = allSettings().find(
    ({ dialect, name }) => `${dialect.name}.${name}`.toLowerCase() === text.toLowerCase(),
  );
  if (found !== undefined) return found;
  const known = allSettings().map(({ dialect, name }) => `${dialect.name}.${name}`);
  throw new CommandError(`expected one of ${known.join(', ')}, got ${JSON.stringify(text)}`);
}

function listSettings({ json = false, ...options }: OfflineOptions & { json?: boolean }): Promise<void> {
  return withAccount(options, async (_store, { settings }) => {
    const rows = allSettings().map(({ dialect, name, setting: { kind, about } }) => {
      const value = settings.dialects?.[dialect.name]?.[name];
      return { name: `${dialect.name}.${name}`, value: value === undefined ? null : String(value), kind, about };
    });
    printRows(rows, { json, empty: 'No contract has settings.' });
  });
}

async function setSetting(text: string, value: string, options: OfflineOptions): Promise<void> {
  const { dialect, name, setting } = named(text);
  const read = READ_BY_KIND[setting.kind](value);
  if (read === undefined) {
    throw new CommandError(`${text}: expected ${EXPECTED_BY_KIND[setting.kind]}, got ${JSON.stringify(value)}`);
  }
  await withAccount(options, async (store, account) => {
    await store.saveSettings(account.accountId, changed(account, dialect.name, { [name]: read }));
    console.log(`${dialect.name}.${name} is ${read}.`);
  });
}

async function unsetSetting(text: string, options: OfflineOptions): Promise<void> {
  const { dialect, name } = named(text);
  await withAccount(options, async (store, account) => {
    await store.saveSettings(account.accountId, changed(account, dialect.name, { [name]: undefined }));
    console.log(`${dialect.name}.${name} is back to its standard.`);
  });
}

function changed({ settings }: Account, dialect: string, change: Record<string, SettingValue | undefined>) {
  return { ...settings, dialects: { ...settings.dialects, [dialect]: { ...settings.dialects?.[dialect], ...change } } };
}
