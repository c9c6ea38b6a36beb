/**
 * `DATABASE_URL` and `DATABASE_READ_URL` as settings of a pool: libpq's own names where it has them, ours beside them.
 * A parameter nobody knows is refused by name, for a mistyped timeout would else be no timeout at all.
 * The password is never part of a message. Called by driver.ts and by the command line's migrations.
 */
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { StoreFault } from '../../core/store.ts';

export type ConnectionSettings = {
  host: string;
  port: number;
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  applicationName: string;
  tls: ConnectionOptions | false;
  connectTimeoutMs: number;
  /** Connections held at most. */
  connectionsMax: number;
  statementTimeoutMs: number;
  lockTimeoutMs: number;
  /**
   * Statements are prepared once a connection; off where a pooler hands every transaction another one. `auto`: on where
   * nothing stands between.
   */
  namedStatements: 'auto' | 'on' | 'off';
};

type Parameter = { standard: string; expected: string; pattern: RegExp };

const COUNT = { expected: 'a whole number from 1 to 999999', pattern: /^[1-9]\d{0,5}$/ };
const FILE = { standard: '', expected: 'the path of a file', pattern: /^.*$/ };
const PARAMETERS = {
  sslmode: {
    standard: 'disable',
    expected: 'disable, require, verify-ca or verify-full',
    pattern: /^(disable|require|verify-ca|verify-full)$/,
  },
  sslrootcert: FILE,
  sslcert: FILE,
  sslkey: FILE,
  /** A folder with a Unix socket, or a host when the address has none. */
  host: { standard: '', expected: 'a host or a folder', pattern: /^.*$/ },
  application_name: { standard: 'bulkhead', expected: '1 to 63 characters', pattern: /^.{1,63}$/ },
  /** Seconds, as in libpq; also how long a call waits for a free connection. */
  connect_timeout: { ...COUNT, standard: '5' },
  /** Ten connections keep more cores busy than a database server of one node has to spare. */
  pool_max: { ...COUNT, standard: '10' },
  /** Milliseconds. A batch of ten thousand orders takes a few seconds. */
  statement_timeout: { ...COUNT, standard: '30000' },
  /** Milliseconds a command waits for another that holds its orders. */
  lock_timeout: { ...COUNT, standard: '10000' },
  named_statements: { standard: 'auto', expected: 'auto, on or off', pattern: /^(auto|on|off)$/ },
} as const satisfies Record<string, Parameter>;

type ParameterName = keyof typeof PARAMETERS;

export function readConnectionUrl(text: string, variable = 'DATABASE_URL'): ConnectionSettings {
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw refusal(variable, 'expected postgres://<user>:<password>@<host>/<database>, got something else');
  }
  const values = readParameters(url.searchParams, variable);
  return {
    host: values.host || decodeURIComponent(url.hostname) || 'localhost',
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    database: decodeURIComponent(url.pathname.slice(1)) || undefined,
    applicationName: values.application_name,
    tls: tlsOf(values, variable),
    connectTimeoutMs: Number(values.connect_timeout) * 1_000,
    connectionsMax: Number(values.pool_max),
    statementTimeoutMs: Number(values.statement_timeout),
    lockTimeoutMs: Number(values.lock_timeout),
    namedStatements: values.named_statements as ConnectionSettings['namedStatements'],
  };
}

function readParameters(given: URLSearchParams, variable: string): Record<ParameterName, string> {
  const values = Object.fromEntries(Object.entries(PARAMETERS).map(([name, { standard }]) => [name, standard]));
  for (const [name, value] of given) {
    const parameter: Parameter | undefined = Object.hasOwn(PARAMETERS, name)
      ? PARAMETERS[name as ParameterName]
      : undefined;
    if (parameter === undefined) {
      const known = Object.keys(PARAMETERS).join(', ');
      throw refusal(variable, `parameter ${JSON.stringify(name)}: expected one of ${known}`);
    }
    if (!parameter.pattern.test(value)) {
      throw refusal(variable, `parameter ${name}: expected ${parameter.expected}, got ${JSON.stringify(value)}`);
    }
    values[name] = value;
  }
  return values as Record<ParameterName, string>;
}

/** `require` encrypts without asking who answers; `verify-ca` asks for the chain, `verify-full` for the name as well. */
function tlsOf(values: Record<ParameterName, string>, variable: string): ConnectionOptions | false {
  if (values.sslmode === 'disable') return false;
  const options: ConnectionOptions = { rejectUnauthorized: values.sslmode !== 'require' };
  if (values.sslrootcert !== '') options.ca = readPem(values.sslrootcert, variable);
  if (values.sslcert !== '') options.cert = readPem(values.sslcert, variable);
  if (values.sslkey !== '') options.key = readPem(values.sslkey, variable);
  if (values.sslmode === 'verify-ca') options.checkServerIdentity = () => undefined;
  return options;
}

function readPem(path: string, variable: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw refusal(variable, `expected a readable file, got ${JSON.stringify(path)}`);
  }
}

function refusal(variable: string, message: string): StoreFault {
  return new StoreFault(`${variable}: ${message}`, { isRetryable: false });
}
