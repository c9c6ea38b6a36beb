/**
 * A real server with a database of its own in memory, for the tests of one wire: started on a free port, called over
 * HTTP, stopped by the test. Account settings are in place before the first request.
 * Used by test/shipstation*.test.ts only.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountSettings } from '../src/core/accounts.ts';
import { type Config, DEFAULT_ACCOUNT, loadConfig, openStore, startServer } from '../src/main.ts';

export type Answer = { status: number; text: string; headers: Headers };
/** A body that is no text and no bytes is sent as JSON. */
export type CallOptions = { body?: unknown; headers?: Record<string, string> };
export type Server = {
  /** Below the prefix of the wire. */
  url: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Of a call that answers JSON. */
  json<T>(method: string, path: string, options?: CallOptions): Promise<T>;
  stop(): Promise<void>;
};
export type ServerOptions = { settings?: AccountSettings; clock?: () => number; env?: Record<string, string> };

export const PAIR = { keyId: 'a-key-of-tests', secret: 'not-much-of-a-secret' };
export const BASIC = `Basic ${Buffer.from(`${PAIR.keyId}:${PAIR.secret}`).toString('base64')}`;

export async function startShipstation({ settings = {}, clock, env = {} }: ServerOptions = {}): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-shipstation-'));
  const config = configOf({ DATABASE_URL: `sqlite:${join(folder, 'orders.db')}`, ...env });
  await saveSettings(config, settings);
  const running = await startServer(config, { log: { write: () => {} }, ...(clock && { clock }) });
  const url = `${running.url}/shipstation`;

  const call: Server['call'] = async (method, path, { body, headers = {} } = {}) => {
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const init: RequestInit = { method, headers: { Authorization: BASIC, ...type, ...headers } };
    if (body !== undefined) init.body = isSentAsIs(body) ? body : JSON.stringify(body);
    const response = await fetch(url + path, init);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return {
    url,
    call,
    json: async (method, path, options) => JSON.parse((await call(method, path, options)).text),
    async stop() {
      await running.drain('end of the test');
      await rm(folder, { recursive: true });
    },
  };
}

function isSentAsIs(body: unknown): body is string | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof Uint8Array;
}

function configOf(env: Record<string, string>): Config {
  const pair = { BULKHEAD_API_KEY: PAIR.keyId, BULKHEAD_API_SECRET: PAIR.secret };
  const { config, problems } = loadConfig({ env: { PORT: '0', BULKHEAD_LOG_LEVEL: 'silent', ...pair, ...env } });
  if (config === null) throw new Error(`the configuration of the test must be right: ${problems.join(', ')}`);
  return config;
}

async function saveSettings(config: Config, settings: AccountSettings): Promise<void> {
  const store = await openStore(config, { isExclusive: true });
  const { accountId } =
    (await store.findAccountByName(DEFAULT_ACCOUNT)) ?? (await store.createAccount(DEFAULT_ACCOUNT, 0));
  await store.saveSettings(accountId, settings);
  await store.close();
}
