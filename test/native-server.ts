/**
 * A real server on a free port with every dialect, a database in memory unless told otherwise, and one key, spoken to
 * through the native API. Used by the tests of that API and of the SDK; the caller drains it.
 */
import { readConfig } from '../src/config.ts';
import { dialects } from '../src/dialects/index.ts';
import { type RunningServer, type StartOptions, startServer } from '../src/main.ts';

export const KEY = 'native-tests';
export const SECRET = 'secret-of-the-native-tests';

export type Told = Readonly<Record<string, unknown>>;
export type Answer = { status: number; headers: Headers; body: Told };
export type OutcomeTold = {
  index: number;
  outcome: string;
  key: string | null;
  id: number | null;
  number: string | null;
  revision: number;
  errors?: readonly { code: string; pointer: string; expected: string; given: string; retryable: boolean }[];
  order?: unknown;
};

type Sent = [method: string, path: string, body?: unknown, headers?: Record<string, string>];

export type NativeServer = RunningServer & {
  call(...sent: Sent): Promise<Answer>;
};

export async function startNativeServer(
  env: Record<string, string> = {},
  options: StartOptions = {},
): Promise<NativeServer> {
  const given = {
    PORT: '0',
    DATABASE_URL: 'sqlite::memory:',
    BULKHEAD_API_KEY: KEY,
    BULKHEAD_API_SECRET: SECRET,
    BULKHEAD_LOG_LEVEL: 'error',
    ...env,
  };
  const { config, problems } = readConfig({ env: given, dialectNames: dialects.map((dialect) => dialect.name) });
  if (config === null) throw new Error(problems.join('\n'));
  const server = await startServer(config, { log: { write: () => undefined }, ...options });
  const call = async (...[method, path, body, headers = {}]: Sent): Promise<Answer> => {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const answer = await fetch(`${server.url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRET}`, ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    const told = await answer.text();
    return { status: answer.status, headers: answer.headers, body: told === '' ? {} : JSON.parse(told) };
  };
  return { ...server, call };
}

export function outcomesOf({ body }: Answer): readonly OutcomeTold[] {
  return body.outcomes as readonly OutcomeTold[];
}

/** `created 1`, or the codes of the refusal; one for every outcome. */
export function told(answer: Answer): string[] {
  return outcomesOf(answer).map(({ outcome, id, errors = [] }) =>
    outcome === 'refused' ? errors.map(({ code }) => code).join(' ') : `${outcome} ${id}`,
  );
}

export function orderOf(key: string | null, fields: object = {}): Told {
  return { ...(key === null ? {} : { key }), lines: [{ sku: 'MUG-01', quantity: 2, unit_price: '14.50' }], ...fields };
}
