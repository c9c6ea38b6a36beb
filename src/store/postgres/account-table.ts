/**
 * Accounts and API keys as rows of reference tables. Scopes and settings are JSON: nothing is searched in them.
 * The only statements that may lack an account id are here: a caller is looked up by a key before the account is
 * known. Called by driver.ts.
 */

import type { Account, AccountSettings, AccountStore, ApiKey, Scope } from '../../core/accounts.ts';
import { storable } from '../../core/intake.ts';
import { StoreFault } from '../../core/store.ts';
import type { Connections, Statement, Value } from './connections.ts';

type AccountRecord = { accountId: number; name: string; settings: string };
type KeyRecord = Omit<ApiKey, 'scopes'> & { scopes: string };

const ACCOUNT = 'account_id AS "accountId", name, settings';
const KEY = `account_id AS "accountId", key_id AS "keyId", secret_hash AS "secretHash", name, scopes,
  created_at AS "createdAt", revoked_at AS "revokedAt"`;

const INSERT_ACCOUNT: Statement = {
  name: 'insert_account',
  text: `INSERT INTO accounts (account_id, name, settings, created_at) VALUES (nextval('account_ids'), $1, '{}', $2)
    ON CONFLICT (name) DO NOTHING RETURNING ${ACCOUNT}`,
};
const FIND_ACCOUNT: Statement = {
  name: 'find_account',
  text: `SELECT ${ACCOUNT} FROM accounts WHERE account_id = $1`,
};
const FIND_ACCOUNT_BY_NAME: Statement = {
  name: 'find_account_by_name',
  text: `SELECT ${ACCOUNT} FROM accounts WHERE name = $1`,
};
const LIST_ACCOUNTS: Statement = {
  name: 'list_accounts',
  text: `SELECT ${ACCOUNT} FROM accounts ORDER BY account_id`,
};
const SAVE_SETTINGS: Statement = {
  name: 'save_settings',
  text: 'UPDATE accounts SET settings = $2 WHERE account_id = $1',
};
const INSERT_KEY: Statement = {
  name: 'insert_key',
  text: `INSERT INTO api_keys (account_id, key_id, secret_hash, name, scopes, created_at, revoked_at)
    SELECT $1::bigint, $2::text, $3::text, $4::text, $5::text, $6::bigint, $7::bigint
    WHERE NOT ($8 AND EXISTS (SELECT 1 FROM api_keys WHERE account_id = $1)) ON CONFLICT DO NOTHING`,
};
/** Of several servers that start at once on an empty database, one makes the first key. */
const HOLD_KEYS: Statement = {
  name: 'hold_keys',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('keys of account ' || $1::bigint, 0)) AS account_id`,
};
const FIND_KEY: Statement = { name: 'find_key', text: `SELECT ${KEY} FROM api_keys WHERE key_id = $1` };
const FIND_KEY_BY_SECRET: Statement = {
  name: 'find_key_by_secret',
  text: `SELECT ${KEY} FROM api_keys WHERE secret_hash = $1`,
};
const LIST_KEYS: Statement = {
  name: 'list_keys',
  text: `SELECT ${KEY} FROM api_keys WHERE account_id = $1 ORDER BY created_at, key_id`,
};
const REVOKE_KEY: Statement = {
  name: 'revoke_key',
  text: 'UPDATE api_keys SET revoked_at = $3 WHERE account_id = $1 AND key_id = $2 AND revoked_at IS NULL',
};

export class AccountTable implements AccountStore {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async createAccount(name: string, at: number): Promise<Account> {
    const { rows } = await this.#write<AccountRecord>(INSERT_ACCOUNT, [storable(name), at]);
    if (rows[0] !== undefined) return accountOf(rows[0]);
    throw new StoreFault(`an account named ${JSON.stringify(name)} exists already`, { isRetryable: false });
  }

  async findAccount(accountId: number): Promise<Account | null> {
    const [record] = await this.#read<AccountRecord>(FIND_ACCOUNT, [accountId]);
    return record === undefined ? null : accountOf(record);
  }

  async findAccountByName(name: string): Promise<Account | null> {
    const [record] = await this.#read<AccountRecord>(FIND_ACCOUNT_BY_NAME, [storable(name)]);
    return record === undefined ? null : accountOf(record);
  }

  async listAccounts(): Promise<readonly Account[]> {
    return (await this.#read<AccountRecord>(LIST_ACCOUNTS, [])).map(accountOf);
  }

  async saveSettings(accountId: number, settings: AccountSettings): Promise<void> {
    const { count } = await this.#write(SAVE_SETTINGS, [accountId, JSON.stringify(settings)]);
    if (count !== 1) throw new StoreFault(`there is no account ${accountId}`, { isRetryable: false });
  }

  async insertKey(key: ApiKey, isFirst: boolean): Promise<boolean> {
    const { accountId, keyId, secretHash, name, scopes, createdAt, revokedAt } = key;
    const named = [accountId, storable(keyId), secretHash, storable(name)];
    const values = [...named, JSON.stringify(scopes), createdAt, revokedAt, isFirst];
    const [, { count }] = await this.#connections.step('write', (session) =>
      Promise.all([session.send(HOLD_KEYS, [accountId]), session.send(INSERT_KEY, values)]),
    );
    return count === 1;
  }

  async findKey(name: { keyId: string } | { secretHash: string }): Promise<ApiKey | null> {
    const [record] =
      'keyId' in name
        ? await this.#read<KeyRecord>(FIND_KEY, [storable(name.keyId)])
        : await this.#read<KeyRecord>(FIND_KEY_BY_SECRET, [storable(name.secretHash)]);
    return record === undefined ? null : keyOf(record);
  }

  async listKeys(accountId: number): Promise<readonly ApiKey[]> {
    return (await this.#read<KeyRecord>(LIST_KEYS, [accountId])).map(keyOf);
  }

  async revokeKey(accountId: number, keyId: string, at: number): Promise<boolean> {
    const { count } = await this.#write(REVOKE_KEY, [accountId, storable(keyId), at]);
    return count === 1;
  }

  async #read<T extends object>(statement: Statement, values: readonly Value[]): Promise<readonly T[]> {
    return (await this.#connections.step('read', (session) => session.send<T>(statement, values))).rows;
  }

  #write<T extends object>(statement: Statement, values: readonly Value[]) {
    return this.#connections.step('write', (session) => session.send<T>(statement, values));
  }
}

function accountOf({ settings, ...named }: AccountRecord): Account {
  return { ...named, settings: JSON.parse(settings) as AccountSettings };
}

function keyOf({ scopes, ...named }: KeyRecord): ApiKey {
  return { ...named, scopes: JSON.parse(scopes) as Scope[] };
}
