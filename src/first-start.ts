/**
 * What a start makes when it is missing: the default account, the key pair that the environment states, and the first
 * key of all, which is spoken once with a curl for every contract. Never tells a secret to the log.
 * Called by main.ts.
 */
import type { Config } from './config.ts';
import { type Account, hashSecret, keyOf, mintKey } from './core/accounts.ts';
import type { Store } from './core/store.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** The account of the first start, and of every command that names no other. */
export const DEFAULT_ACCOUNT = 'default';

export type KeyPair = { keyId: string; secret: string };
/** Of several servers that start at once on a new database, one makes it and the others find it. */
export async function defaultAccount(store: Store, clock: () => number): Promise<Account> {
  const find = () => store.findAccountByName(DEFAULT_ACCOUNT);
  const found = await find();
  if (found !== null) return found;
  try {
    return await store.createAccount(DEFAULT_ACCOUNT, clock());
  } catch (error) {
    const made = await find();
    if (made !== null) return made;
    throw error;
  }
}

type KeyParts = { store: Store; account: Account; clock: () => number; telemetry: Telemetry };

/** The pair of BULKHEAD_API_KEY and BULKHEAD_API_SECRET, when the account does not have it yet. */
export async function addStatedKey(
  { apiKey, apiSecret }: Config,
  { store, account, clock, telemetry }: KeyParts,
): Promise<void> {
  if (apiKey === null || apiSecret === null) return;
  const fields = { accountId: account.accountId, name: 'BULKHEAD_API_KEY', scopes: ['admin'], at: clock() } as const;
  const isNew = await store.insertKey(keyOf({ ...fields, keyId: apiKey, secret: apiSecret }));
  if (isNew) return telemetry.keyCreated({ account: account.name, keyId: apiKey });
  const known = await store.findKey({ keyId: apiKey });
  if (known?.secretHash !== hashSecret(apiSecret)) {
    telemetry.settingDoubted(
      'BULKHEAD_API_KEY or BULKHEAD_API_SECRET is in use with another half; the stored pair stays',
    );
  } else if (known.revokedAt !== null) {
    telemetry.settingDoubted('the pair of BULKHEAD_API_KEY was revoked and stays so');
  }
}

/** An account without any key could never be used: it gets one, and its secret is spoken once. */
export async function mintFirstKey({ store, account, clock, telemetry }: KeyParts): Promise<KeyPair | null> {
  const keys = await store.listKeys(account.accountId);
  if (keys.length > 0) return null;
  const { key, secret } = mintKey({ accountId: account.accountId, name: 'first key', scopes: ['admin'], at: clock() });
  if (!(await store.insertKey(key, true))) return null;
  telemetry.keyCreated({ account: account.name, keyId: key.keyId });
  return { keyId: key.keyId, secret };
}

export function firstStartNote(dialects: readonly Dialect[], { url, pair }: { url: string; pair: KeyPair }): string {
  const curls = dialects.flatMap((dialect) => curlLines(dialect, url, pair));
  return [
    '',
    '  This is the first start. Here is the API key; its secret is shown only this once.',
    '',
    `    key     ${pair.keyId}`,
    `    secret  ${pair.secret}`,
    '',
    '  A first order, through each contract:',
    '',
    ...curls,
    '',
  ].join('\n');
}

function curlLines({ name, prefix = name, example }: Dialect, url: string, pair: KeyPair): string[] {
  if (example === undefined) return [];
  const headers = { ...example.headers(pair), 'Content-Type': 'application/json' };
  return [
    `    curl ${url}/${prefix}${example.path} \\`,
    ...Object.entries(headers).map(([header, value]) => `      -H ${quote(`${header}: ${value}`)} \\`),
    `      -d ${quote(JSON.stringify(example.body))}`,
    '',
  ];
}

/** For a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
