/**
 * Accounts, their API keys and settings (decision 13). A secret is 256 random bits, shown once and stored as its
 * SHA-256, so one fast digest is enough: there is nothing to guess. A wrong secret costs the same as a right one:
 * the same look-up, the same digest, the same constant-time comparison, also for a key that does not exist.
 * Called by the dialects' auth through `KeyRing`, and by the command line.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CatalogSettings } from './catalog/catalog.ts';
import type { JsonObject } from './order.ts';
import type { SplitCriterion, SplitRule } from './plan/split.ts';
import type { CaptureProvider } from './shipments/capture.ts';

export const SCOPES = ['read', 'write', 'admin'] as const;
/** `write` includes `read`, `admin` includes both. */
export type Scope = (typeof SCOPES)[number];

export type AccountSettings = {
  splitRules?: readonly SplitRule[];
  /** What else sets the parts of an order apart. */
  splitBy?: readonly SplitCriterion[];
  /** Who captures payments when goods leave; `manual` when absent. */
  captureProvider?: CaptureProvider;
  /** Absent: any product is accepted, and stock is taken only for drafts that ask for it. */
  catalog?: CatalogSettings;
  /** A dialect's own settings (its time zone for one) under its name. */
  dialects?: { readonly [dialect: string]: JsonObject | undefined };
  /** What a key has otherwise, by its id: a setting that stands here stands in the place of the account's. */
  keys?: { readonly [keyId: string]: { readonly [dialect: string]: JsonObject | undefined } | undefined };
};

export type Account = { accountId: number; name: string; settings: AccountSettings };

export type ApiKey = {
  accountId: number;
  /** Public half, e.g. the user of Basic credentials. */
  keyId: string;
  /** SHA-256 of the secret, hex. */
  secretHash: string;
  name: string;
  scopes: readonly Scope[];
  createdAt: number;
  revokedAt: number | null;
};

/** Who is calling, once the credentials were right. */
export type Caller = { account: Account; keyId: string; scopes: readonly Scope[] };

/** What the store knows of accounts and keys. A revoked key is still listed and found; `KeyRing` refuses it. */
export interface AccountStore {
  createAccount(name: string, at: number): Promise<Account>;
  findAccount(accountId: number): Promise<Account | null>;
  /** By name, exactly. */
  findAccountByName(name: string): Promise<Account | null>;
  /** All of them, in the order of their ids. */
  listAccounts(): Promise<readonly Account[]>;
  saveSettings(accountId: number, settings: AccountSettings): Promise<void>;
  /** False when the key id or the secret is in use already; `isFirst`: also when the account has any key. */
  insertKey(key: ApiKey, isFirst?: boolean): Promise<boolean>;
  findKey(name: { keyId: string } | { secretHash: string }): Promise<ApiKey | null>;
  listKeys(accountId: number): Promise<readonly ApiKey[]>;
  /** False when the account has no such live key. */
  revokeKey(accountId: number, keyId: string, at: number): Promise<boolean>;
}

/** How long a key that was looked up is believed: a revoked key works for at most this long. */
const KEY_BELIEVED_MS = 1_000;
/** Credentials remembered at once; beyond it the oldest are looked up again. */
const KEYS_REMEMBERED_MAX = 1_000;
const NO_KEY_HASH = hashSecret('no key has this secret');

export class KeyRing {
  readonly #store: AccountStore;
  readonly #clock: () => number;
  readonly #remembered = new Map<string, { until: number; held: Promise<Held | null> }>();

  constructor(store: AccountStore, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  /** For wires that send a key id and a secret. Null when they are wrong or revoked. */
  async callerOfPair(keyId: string, secret: string): Promise<Caller | null> {
    return callerOf(await this.#hold({ keyId }), secret);
  }

  /** For wires that send the secret alone. */
  async callerOfSecret(secret: string): Promise<Caller | null> {
    return callerOf(await this.#hold({ secretHash: hashSecret(secret) }), secret);
  }

  #hold(name: { keyId: string } | { secretHash: string }): Promise<Held | null> {
    const memo = 'keyId' in name ? `id ${name.keyId}` : `hash ${name.secretHash}`;
    const now = this.#clock();
    const known = this.#remembered.get(memo);
    if (known !== undefined && known.until > now) return known.held;
    this.#remembered.delete(memo);
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined && this.#remembered.size >= KEYS_REMEMBERED_MAX) this.#remembered.delete(oldest);
    const held = this.#load(name);
    this.#remembered.set(memo, { until: now + KEY_BELIEVED_MS, held });
    // A store that failed is asked again by the next request instead of being remembered as failing.
    held.catch(() => this.#remembered.delete(memo));
    return held;
  }

  async #load(name: { keyId: string } | { secretHash: string }): Promise<Held | null> {
    const key = await this.#store.findKey(name);
    const account = key === null ? null : await this.#store.findAccount(key.accountId);
    return key === null || account === null ? null : { key, account: asSeenBy(key, account) };
  }
}

/** The account with the settings of the key in their places. */
function asSeenBy({ keyId }: ApiKey, account: Account): Account {
  const own = account.settings.keys?.[keyId];
  if (own === undefined) return account;
  const dialects = { ...account.settings.dialects };
  for (const [dialect, fields] of Object.entries(own)) dialects[dialect] = { ...dialects[dialect], ...fields };
  return { ...account, settings: { ...account.settings, dialects } };
}

type Held = { key: ApiKey; account: Account };

function callerOf(held: Held | null, secret: string): Caller | null {
  const isRight = isSecretOf(held?.key.secretHash ?? NO_KEY_HASH, secret);
  if (held === null || !isRight || held.key.revokedAt !== null) return null;
  return { account: held.account, keyId: held.key.keyId, scopes: held.key.scopes };
}

export function hasScope(caller: Caller, needed: Scope): boolean {
  const ranks = caller.scopes.map((scope) => SCOPES.indexOf(scope));
  return Math.max(-1, ...ranks) >= SCOPES.indexOf(needed);
}

export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}

function isSecretOf(secretHash: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(secretHash, 'hex'), hash('sha256', secret, 'buffer'));
}

/** A fresh pair, and what to store of it. Both halves are hex, so that no wire has to quote them. */
export function mintKey(fields: { accountId: number; name: string; scopes: readonly Scope[]; at: number }): {
  key: ApiKey;
  secret: string;
} {
  const secret = randomBytes(32).toString('hex');
  return { secret, key: keyOf({ ...fields, keyId: randomBytes(16).toString('hex'), secret }) };
}

/** The stored form of a pair that somebody chose. */
export function keyOf(fields: {
  accountId: number;
  name: string;
  scopes: readonly Scope[];
  at: number;
  keyId: string;
  secret: string;
}): ApiKey {
  const { at, secret, ...named } = fields;
  return { ...named, secretHash: hashSecret(secret), createdAt: at, revokedAt: null };
}
