/**
 * Accounts and API keys as rows. Scopes and settings are JSON: nothing is searched in them.
 * Knows of hashes only, never of a secret.
 * Both workers use it: the writer to change, the reader to look up.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Account, AccountSettings, ApiKey, Scope } from '../../core/accounts.ts';
import { StoreFault } from '../../core/store.ts';

type AccountRecord = { accountId: number; name: string; settings: string };
type KeyRecord = Omit<ApiKey, 'scopes'> & { scopes: string };

const ACCOUNT = 'account_id AS accountId, name, settings';
const KEY = `account_id AS accountId, key_id AS keyId, secret_hash AS secretHash, name, scopes,
  created_at AS createdAt, revoked_at AS revokedAt`;

export class AccountTable {
  readonly #findAccount: StatementSync;
  readonly #findAccountByName: StatementSync;
  readonly #listAccounts: StatementSync;
  readonly #findKeyById: StatementSync;
  readonly #findKeyByHash: StatementSync;
  readonly #listKeys: StatementSync;
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#findAccount = db.prepare(`SELECT ${ACCOUNT} FROM accounts WHERE account_id = ?`);
    this.#findAccountByName = db.prepare(`SELECT ${ACCOUNT} FROM accounts WHERE name = ?`);
    this.#listAccounts = db.prepare(`SELECT ${ACCOUNT} FROM accounts ORDER BY account_id`);
    this.#findKeyById = db.prepare(`SELECT ${KEY} FROM api_keys WHERE key_id = ?`);
    this.#findKeyByHash = db.prepare(`SELECT ${KEY} FROM api_keys WHERE secret_hash = ?`);
    this.#listKeys = db.prepare(`SELECT ${KEY} FROM api_keys WHERE account_id = ? ORDER BY created_at, key_id`);
  }

  create(fields: { name: string; at: number }): Account {
    const result = this.#db
      .prepare(`INSERT INTO accounts (name, settings, created_at) VALUES (?, '{}', ?) ON CONFLICT DO NOTHING`)
      .run(fields.name, fields.at);
    if (result.changes === 1) return { accountId: Number(result.lastInsertRowid), name: fields.name, settings: {} };
    throw new StoreFault(`an account named ${JSON.stringify(fields.name)} exists already`, { isRetryable: false });
  }

  saveSettings(fields: { accountId: number; settings: AccountSettings }): void {
    const result = this.#db
      .prepare('UPDATE accounts SET settings = ? WHERE account_id = ?')
      .run(JSON.stringify(fields.settings), fields.accountId);
    if (result.changes === 1) return;
    throw new StoreFault(`there is no account ${fields.accountId}`, { isRetryable: false });
  }

  insertKey({ key, isFirst }: { key: ApiKey; isFirst: boolean }): boolean {
    const { accountId, keyId, secretHash, name, scopes, createdAt, revokedAt } = key;
    const result = this.#db
      .prepare(
        `INSERT INTO api_keys (account_id, key_id, secret_hash, name, scopes, created_at, revoked_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE NOT (?8 AND EXISTS (SELECT 1 FROM api_keys WHERE account_id = ?1)) ON CONFLICT DO NOTHING`,
      )
      .run(accountId, keyId, secretHash, name, JSON.stringify(scopes), createdAt, revokedAt, Number(isFirst));
    return result.changes === 1;
  }

  revokeKey(fields: { accountId: number; keyId: string; at: number }): boolean {
    const result = this.#db
      .prepare('UPDATE api_keys SET revoked_at = ? WHERE account_id = ? AND key_id = ? AND revoked_at IS NULL')
      .run(fields.at, fields.accountId, fields.keyId);
    return result.changes === 1;
  }

  findAccount(accountId: number): Account | null {
    const record = this.#findAccount.get(accountId);
    return record === undefined ? null : accountOf(record);
  }

  findAccountByName(name: string): Account | null {
    const record = this.#findAccountByName.get(name);
    return record === undefined ? null : accountOf(record);
  }

  listAccounts(): readonly Account[] {
    return this.#listAccounts.all().map(accountOf);
  }

  findKey(name: { keyId: string } | { secretHash: string }): ApiKey | null {
    const record = 'keyId' in name ? this.#findKeyById.get(name.keyId) : this.#findKeyByHash.get(name.secretHash);
    return record === undefined ? null : keyOf(record);
  }

  listKeys(accountId: number): readonly ApiKey[] {
    return this.#listKeys.all(accountId).map(keyOf);
  }
}

function accountOf(record: unknown): Account {
  const { settings, ...named } = record as AccountRecord;
  return { ...named, settings: JSON.parse(settings) as AccountSettings };
}

function keyOf(record: unknown): ApiKey {
  const { scopes, ...named } = record as KeyRecord;
  return { ...named, scopes: JSON.parse(scopes) as Scope[] };
}
