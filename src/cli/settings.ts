/**
 * `bulkhead settings`: what an account sets for a dialect, such as the zone its wall times are read in. Which settings
 * there are, and of which kind, each dialect says itself; this command knows none by name.
 * A running server follows within a second.
 */
import type { Command } from 'commander';
import { type Account, type Dialect, type DialectSetting, dialects, isZone } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError, printRows } from './print.ts';

const HIDDEN = '******';

type SettingValue = string | number | boolean;
type Named = { dialect: Dialect; name: string; setting: DialectSetting };

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
      const shown = value === undefined ? null : kind === 'secret' ? HIDDEN : String(value);
      return { name: `${dialect.name}.${name}`, value: shown, kind, about };
    });
    printRows(rows, { json, empty: 'No contract has settings.' });
  });
}

async function setSetting(text: string, value: string, options: OfflineOptions): Promise<void> {
  const { dialect, name, setting } = named(text);
  const { expected, read } = valueFrom(setting, value);
  if (read === undefined) throw new CommandError(`${text}: expected ${expected}, got ${JSON.stringify(value)}`);
  await withAccount(options, async (store, account) => {
    await store.saveSettings(account.accountId, changed(account, dialect.name, { [name]: read }));
    console.log(`${dialect.name}.${name} is ${setting.kind === 'secret' ? HIDDEN : read}.`);
  });
}

/** `read` is undefined when the text is no value of the setting. */
function valueFrom(setting: DialectSetting, text: string): { expected: string; read: SettingValue | undefined } {
  switch (setting.kind) {
    case 'zone':
      return { expected: 'an IANA time zone, such as Europe/Berlin', read: isZone(text) ? text : undefined };
    case 'choice':
      return { expected: setting.choices.join(' or '), read: setting.choices.find((choice) => choice === text) };
    case 'flag':
      return { expected: 'true or false', read: ['true', 'false'].includes(text) ? text === 'true' : undefined };
    case 'number': {
      const isNumber = text.trim() !== '' && Number.isFinite(Number(text));
      return { expected: 'a number', read: isNumber ? Number(text) : undefined };
    }
    case 'text':
    case 'secret':
      return { expected: 'a text', read: text };
  }
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
