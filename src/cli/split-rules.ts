/**
 * `bulkhead split-rules`: which lines of an order become an order of their own, by SKU or EAN, and by what else the
 * catalog and stock know of them (`by`).
 * The first rule that matches a line decides, so rules keep the order in which they were added.
 * How an order is split is in core/plan/split.ts; here the table is only kept.
 */
import type { Command } from 'commander';
import { type AccountSettings, LIMITS, SPLIT_CRITERIA } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError, printRows } from './print.ts';

/** As long as the SKUs they stand for may be. */
const CHARS_MAX = 255;

export function addSplitRules(program: Command): void {
  const rules = program.command('split-rules').description('which lines become an order of their own');
  addAccountOptions(rules.command('list').description('the rules in the order they are asked'))
    .option('--json', 'for programs')
    .action(listRules);
  addAccountOptions(
    rules
      .command('add <pattern> <group>')
      .description('lines whose SKU or EAN matches (* for any characters) go to the group'),
  ).action(addRule);
  addAccountOptions(
    rules
      .command('by <criteria...>')
      .description('what else sets parts apart: window, preorder, warehouse (any of them), or nothing'),
  ).action(setCriteria);
  addAccountOptions(rules.command('remove <pattern>').description('forget the rule of this pattern')).action(
    removeRule,
  );
}

async function setCriteria(stated: readonly string[], options: OfflineOptions): Promise<void> {
  const isNone = stated.length === 1 && stated[0] === 'nothing';
  const splitBy = isNone ? [] : SPLIT_CRITERIA.filter((known) => stated.includes(known));
  if (!isNone && splitBy.length < new Set(stated).size) {
    throw new CommandError(`expected some of ${SPLIT_CRITERIA.join(', ')}, or nothing, got ${stated.join(' ')}`);
  }
  await withAccount(options, async (store, { accountId, settings }) => {
    await store.saveSettings(accountId, { ...settings, splitBy });
    const told = splitBy.length === 0 ? 'by the rules alone' : `by the rules and by ${splitBy.join(', ')}`;
    console.log(`Orders are split ${told}.`);
  });
}

function rulesOf({ splitRules = [] }: AccountSettings) {
  return splitRules;
}

function listRules({ json = false, ...options }: OfflineOptions & { json?: boolean }): Promise<void> {
  return withAccount(options, async (_store, { settings }) => {
    printRows([...rulesOf(settings)], { json, empty: 'There are no rules: every order stays whole.' });
  });
}

async function addRule(pattern: string, group: string, options: OfflineOptions): Promise<void> {
  assertText('pattern', pattern);
  assertText('group', group);
  await withAccount(options, async (store, { accountId, settings }) => {
    const rules = rulesOf(settings);
    const same = rules.find((rule) => rule.pattern.toLowerCase() === pattern.toLowerCase());
    if (same !== undefined) throw new CommandError(`${pattern} leads to ${same.group} already; remove that rule first`);
    if (rules.length >= LIMITS.splitRulesMax) throw new CommandError(`expected at most ${LIMITS.splitRulesMax} rules`);
    await store.saveSettings(accountId, { ...settings, splitRules: [...rules, { pattern, group }] });
    console.log(`Lines that match ${pattern} go to ${group}.`);
  });
}

function removeRule(pattern: string, options: OfflineOptions): Promise<void> {
  return withAccount(options, async (store, { accountId, settings }) => {
    const rules = rulesOf(settings);
    const rest = rules.filter((rule) => rule.pattern.toLowerCase() !== pattern.toLowerCase());
    if (rest.length === rules.length) throw new CommandError(`there is no rule for ${JSON.stringify(pattern)}`);
    await store.saveSettings(accountId, { ...settings, splitRules: rest });
    console.log(`Forgot the rule for ${pattern}.`);
  });
}

function assertText(name: string, text: string): void {
  if (text.trim() !== '' && text.length <= CHARS_MAX) return;
  throw new CommandError(`${name}: expected 1 to ${CHARS_MAX} characters, got ${JSON.stringify(text.slice(0, 40))}`);
}
