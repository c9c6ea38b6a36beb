/**
 * A real server on a free port with the plain dialect, a database in memory unless told otherwise, and one admin key.
 * Its log lines are kept for the test to read. Used by the server's tests; the caller drains it.
 */
import { readConfig } from '../src/config.ts';
import type { Dialect } from '../src/dialects/dialect.ts';
import { type RunningServer, type StartOptions, startServer } from '../src/main.ts';
import { plainDialect } from './plain-dialect.ts';

export const KEY = 'key-of-the-tests:secret-of-the-tests';

export type PlainServer = RunningServer & {
  /** Log lines so far, parsed. */
  lines: Record<string, unknown>[];
  call(path: string, init?: RequestInit & { headers?: Record<string, string> }): Promise<Response>;
};

export async function startPlainServer(
  env: Record<string, string> = {},
  options: StartOptions & { dialects?: readonly Dialect[] } = {},
): Promise<PlainServer> {
  const { dialects = [plainDialect()] } = options;
  const [keyId = '', secret = ''] = KEY.split(':');
  const given = {
    PORT: '0',
    DATABASE_URL: 'sqlite::memory:',
    BULKHEAD_API_KEY: keyId,
    BULKHEAD_API_SECRET: secret,
    BULKHEAD_LOG_LEVEL: 'debug',
    ...env,
  };
  const { config, problems } = readConfig({ env: given, dialectNames: dialects.map((dialect) => dialect.name) });
  if (config === null) throw new Error(problems.join('\n'));
  const lines: Record<string, unknown>[] = [];
  const log = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const server = await startServer(config, { log, ...options, dialects });
  const call: PlainServer['call'] = (path, { headers = {}, ...init } = {}) =>
    fetch(server.url + path, { ...init, headers: { 'x-key': KEY, ...headers } });
  return { ...server, lines, call };
}
