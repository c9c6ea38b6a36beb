/**
 * `bulkhead keys`: makes, lists and revokes API keys.
 * It also works beside a running server, where a change takes effect within a second.
 * A secret is printed once and cannot be had again, because only its digest is stored.
 */
import type { Command } from 'commander';
import { type ApiKey, mintKey, SCOPES, type Scope } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError, instantText, printRows } from './print.ts';

type CreateOptions = OfflineOptions & { name: string; scopes: string; json?: boolean };

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys: create, list, revoke');
  addAccountOptions(keys.command('create').description('make a key and print its secret, once'))
    .option('--name <name>', 'what the key is for', 'unnamed')
    .option('--scopes <list>', `of ${SCOPES.join(', ')}; write includes read, admin both`, 'write')
    .option('--json', 'for programs')
    .action(createKey);
  addAccountOptions(keys.command('list').description('the keys of an account, revoked ones too'))
    .option('--json', 'for programs')
    .action(listKeys);
  addAccountOptions(keys.command('revoke <keyId>').description('end a key for good')).action(revokeKey);
}

function createKey({ name, scopes, json, ...options }: CreateOptions): Promise<void> {
  const wanted = scopesFrom(scopes);
  return withAccount(options, async (store, { accountId, name: account }) => {
    const { key, secret } = mintKey({ accountId, name, scopes: wanted, at: Date.now() });
    if (!(await store.insertKey(key))) throw new CommandError('the new key is taken already; run the command again');
    const told = { account, keyId: key.keyId, secret, name, scopes: wanted };
    console.log(json ? JSON.stringify(told, null, 2) : keyNote(told));
  });
}

function keyNote(told: { account: string; keyId: string; secret: string; scopes: readonly Scope[] }): string {
  const { account, keyId, secret, scopes } = told;
  return [
    `key      ${keyId}`,
    `secret   ${secret}`,
    `scopes   ${scopes.join(', ')}`,
    `account  ${account}`,
    'The secret is shown only this once.',
  ].join('\n');
}

function scopesFrom(text: string): readonly Scope[] {
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const scopes = SCOPES.filter((scope) => words.includes(scope));
  if (words.every((word) => SCOPES.some((scope) => scope === word))) return scopes;
  throw new CommandError(`--scopes: expected some of ${SCOPES.join(',')}, got ${JSON.stringify(text)}`);
}

function listKeys({ json = false, ...options }: OfflineOptions & { json?: boolean }): Promise<void> {
  return withAccount(options, async (store, { accountId }) => {
    const keys = await store.listKeys(accountId);
    printRows(keys.map(rowOf), { json, empty: 'The account has no keys.' });
  });
}

function rowOf({ keyId, name, scopes, createdAt, revokedAt }: ApiKey) {
  return { keyId, name, scopes, created: instantText(createdAt), revoked: instantText(revokedAt) };
}

function revokeKey(keyId: string, options: OfflineOptions): Promise<void> {
  return withAccount(options, async (store, { accountId, name }) => {
    const isRevoked = await store.revokeKey(accountId, keyId, Date.now());
    if (!isRevoked) throw new CommandError(`the account ${name} has no live key ${JSON.stringify(keyId)}`);
    console.log(`Revoked ${keyId}; a running server refuses it within a second.`);
  });
}
