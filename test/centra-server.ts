/**
 * A real server with a database of its own for the tests of one wire: started on a free port, called over HTTP,
 * stopped by the test. Account settings are in place before the first request.
 * Used by test/centra*.test.ts only.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountSettings, Scope } from '../src/core/accounts.ts';
import type { ItemDraft } from '../src/core/catalog/catalog.ts';
import { type Config, DEFAULT_ACCOUNT, loadConfig, mintKey, openStore, startServer } from '../src/main.ts';

export type Answer = { status: number; text: string; json: unknown; headers: Headers };
export type CentraServer = {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Puts requests through another wire of the same server. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  keyOf(scope: Scope): { keyId: string; secret: string };
  /** Same database, new process state. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  databaseUrl: string;
};
/** A body that is no text is sent as JSON. */
export type CallOptions = { body?: unknown; headers?: Record<string, string>; secret?: string | null };

type Options = {
  settings?: AccountSettings;
  clock?: () => number;
  /** A database of the test's own; a file of SQLite otherwise. */
  databaseUrl?: string;
  goods?: readonly ItemDraft[];
  /** Besides what every test server has. */
  env?: Readonly<Record<string, string>>;
};

export async function startCentra(options: Options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-centra-'));
  const databaseUrl = options.databaseUrl ?? `sqlite:${join(folder, 'orders.db')}`;
  const env = { PORT: '0', DATABASE_URL: databaseUrl, BULKHEAD_LOG_LEVEL: 'silent', ...options.env };
  const { config } = loadConfig({ env });
  if (config === null) throw new Error('the configuration of the test must be right');
  const keys = await prepare(config, options);
  const open = () => startServer(config, { log: { write: () => {} }, ...(options.clock && { clock: options.clock }) });
  let running = await open();

  const server: CentraServer = {
    databaseUrl,
    async call(method, path, { body, headers = {}, secret = keys.admin.secret } = {}) {
      const own = secret === null ? {} : { 'API-Authorization': secret };
      const init: RequestInit = { method, headers: { ...own, ...headers } };
      if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(`${running.url}/centra${path}`, init);
      const text = await response.text();
      return { status: response.status, text, json: text === '' ? null : JSON.parse(text), headers: response.headers };
    },
    fetch: (path, init) => fetch(running.url + path, init),
    keyOf: (scope) => keys[scope],
    async restart() {
      await running.drain('restart');
      running = await open();
    },
    async stop() {
      await running.drain('end of the test');
      await rm(folder, { recursive: true });
    },
  };
  return server;
}

async function prepare(config: Config, { settings = {}, goods = [] }: Options) {
  const store = await openStore(config, { isExclusive: true });
  const { accountId } = await store.createAccount(DEFAULT_ACCOUNT, 0);
  await store.saveSettings(accountId, settings);
  await store.saveItems(accountId, goods, 0);
  const add = async (scope: Scope) => {
    const { key, secret } = mintKey({ accountId, name: scope, scopes: [scope], at: 0 });
    await store.insertKey(key);
    return { keyId: key.keyId, secret };
  };
  const keys = { read: await add('read'), write: await add('write'), admin: await add('admin') };
  await store.close();
  return keys;
}
