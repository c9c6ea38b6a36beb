/**
 * Configuration: environment and flags become one frozen Config, or every problem in it at once, each naming the
 * variable, what was expected and what was given. Nothing else in the server reads the environment.
 * An empty variable counts as absent; a flag wins over a variable, a variable over the standard.
 * Called by src/main.ts; `bulkhead config` prints what is described here.
 */

import { isIP } from 'node:net';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Null where nothing was given and there is no standard. */
export type Config = Readonly<{
  host: string;
  port: number;
  databaseUrl: string;
  databaseReadUrl: string | null;
  apiKey: string | null;
  apiSecret: string | null;
  publicUrl: string | null;
  rootDialect: string | null;
  bodyBytesMax: number;
  heldBytesMax: number;
  rateLimit: number;
  logLevel: LogLevel;
  drainMs: number;
  webhookNetworks: readonly string[] | null;
  corsOrigins: readonly string[] | null;
}>;
export type SettingName = keyof Config;

type Setting<T> = {
  variable: string;
  /** Text read when nothing is given; null leaves the setting out. */
  standard: string | null;
  expected: string;
  about: string;
  /** Undefined when the text is not what is expected. */
  read(text: string): T | undefined;
  /** What may be shown of a secret. */
  mask?(text: string): string;
};

const hidden = () => '******';

const SETTINGS: { readonly [Name in SettingName]: Setting<NonNullable<Config[Name]>> } = {
  host: {
    variable: 'HOST',
    standard: '127.0.0.1',
    expected: 'a host name or an address without blanks',
    about: 'Where the server listens; 0.0.0.0 for every address of the machine.',
    read: plainText,
  },
  port: {
    variable: 'PORT',
    standard: '8080',
    expected: 'a whole number from 0 to 65535',
    about: 'Where the server listens; 0 takes a free port.',
    read: wholeNumber(0, 65_535),
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    standard: 'sqlite:./data/bulkhead.db',
    expected: 'sqlite:<path>, sqlite::memory: or postgres://<user>:<password>@<host>/<database>',
    about: 'Where orders are stored.',
    read: (text) => (/^(sqlite:(?!\/\/[^/])|postgres(ql)?:\/\/).+/.test(text) ? text : undefined),
    mask: maskPassword,
  },
  databaseReadUrl: {
    variable: 'DATABASE_READ_URL',
    standard: null,
    expected: 'postgres://<user>:<password>@<host>/<database>',
    about: 'A replica of DATABASE_URL on PostgreSQL that answers lists.',
    read: (text) => (/^postgres(ql)?:\/\/.+/.test(text) ? text : undefined),
    mask: maskPassword,
  },
  apiKey: {
    variable: 'BULKHEAD_API_KEY',
    standard: null,
    expected: '1 to 255 printable ASCII characters without a blank or a colon',
    about: 'Key id of a pair to create for the default account when it does not exist.',
    read: (text) => (/^[\x21-\x39\x3b-\x7e]{1,255}$/.test(text) ? text : undefined),
  },
  apiSecret: {
    variable: 'BULKHEAD_API_SECRET',
    standard: null,
    expected: '1 to 255 printable ASCII characters without a blank',
    about: 'Secret of that pair.',
    read: (text) => (/^[\x21-\x7e]{1,255}$/.test(text) ? text : undefined),
    mask: hidden,
  },
  publicUrl: {
    variable: 'BULKHEAD_PUBLIC_URL',
    standard: null,
    expected: 'an http or https address without a query, such as https://orders.example.com',
    about: 'Base of the addresses that answers hold; the listening address when absent.',
    read: publicAddress,
  },
  rootDialect: {
    variable: 'BULKHEAD_ROOT_DIALECT',
    standard: null,
    expected: "a dialect's name",
    about: 'A dialect to serve at / as well as below its own prefix.',
    read: plainText,
  },
  bodyBytesMax: {
    variable: 'BULKHEAD_BODY_BYTES_MAX',
    // A hundred orders are a quarter of a mebibyte; this leaves room for a batch a hundred times as large.
    standard: String(32 * 1024 * 1024),
    expected: 'a whole number from 1024 to 268435456',
    about: 'Bytes of one request body, also after decompression.',
    // Beyond this a body no longer fits a JavaScript string.
    read: wholeNumber(1024, 256 * 1024 * 1024),
  },
  heldBytesMax: {
    variable: 'BULKHEAD_HELD_BYTES_MAX',
    standard: String(256 * 1024 * 1024),
    expected: 'a whole number from 1024 to 68719476736',
    about: 'Bytes of all request bodies held at once; beyond it callers are asked to come back.',
    read: wholeNumber(1024, 64 * 1024 ** 3),
  },
  rateLimit: {
    variable: 'BULKHEAD_RATE_LIMIT',
    standard: '0',
    expected: 'a whole number from 0 to 1000000',
    about: 'Requests per minute and key; 0 for none but the bound of a million.',
    read: wholeNumber(0, 1_000_000),
  },
  logLevel: {
    variable: 'BULKHEAD_LOG_LEVEL',
    standard: 'info',
    expected: `one of ${LOG_LEVELS.join(', ')}`,
    about: 'From which level on log lines are written.',
    read: (text) => LOG_LEVELS.find((level) => level === text.toLowerCase()),
  },
  drainMs: {
    variable: 'BULKHEAD_DRAIN_MS',
    // Less than the ten seconds that container runtimes give before they kill.
    standard: '8000',
    expected: 'a whole number from 0 to 600000',
    about: 'Milliseconds that requests under way have to be answered once the server is asked to stop.',
    read: wholeNumber(0, 600_000),
  },
  webhookNetworks: {
    variable: 'BULKHEAD_WEBHOOK_NETWORKS',
    standard: null,
    expected: 'networks in CIDR notation with commas between them, such as 10.0.0.0/8,fd00::/8',
    about: 'Private networks that webhooks may be delivered to, besides every public address.',
    read: networks,
  },
  corsOrigins: {
    variable: 'BULKHEAD_CORS_ORIGINS',
    standard: null,
    expected: 'origins with commas between them, such as https://shop.example.com, or * for every one',
    about: 'Web pages of other origins that may call the server; none when absent.',
    read: origins,
  },
};

/** Where a value came from: a flag, the environment, or nowhere. */
type Source = 'flag' | 'environment' | 'standard';
export type ShownSetting = { variable: string; value: string | null; source: Source; about: string };
export type ConfigSource = {
  env: Readonly<Record<string, string | undefined>>;
  flags?: { readonly [Name in SettingName]?: string | undefined };
  /** What `BULKHEAD_ROOT_DIALECT` may name. */
  dialectNames: readonly string[];
};
export type ConfigReading = {
  /** Null when there is a problem. */
  config: Config | null;
  problems: readonly string[];
  warnings: readonly string[];
  settings: readonly ShownSetting[];
};

export function readConfig(source: ConfigSource): ConfigReading {
  const problems: string[] = [];
  const settings: ShownSetting[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(SETTINGS) as [SettingName, Setting<unknown>][]) {
    const { text, from } = textOf(name, source);
    const value = text === null ? null : row.read(text);
    const shown = text === null ? null : (row.mask?.(text) ?? text);
    if (value === undefined) problems.push(`${row.variable}: expected ${row.expected}, got ${JSON.stringify(shown)}`);
    values[name] = value;
    settings.push({ variable: row.variable, value: shown, source: from, about: row.about });
  }
  const config = Object.freeze(values) as Config;
  problems.push(...crossProblems(config, source));
  return {
    config: problems.length === 0 ? config : null,
    problems,
    warnings: warningsOf(config, source.env),
    settings,
  };
}

function textOf(name: SettingName, { env, flags }: ConfigSource): { text: string | null; from: Source } {
  const { variable, standard } = SETTINGS[name];
  const flag = flags?.[name];
  if (flag !== undefined) return { text: flag, from: 'flag' };
  const given = env[variable];
  return given === undefined || given === ''
    ? { text: standard, from: 'standard' }
    : { text: given, from: 'environment' };
}

/** What two settings, or a setting and the program, must agree on. */
function crossProblems(config: Config, { dialectNames }: ConfigSource): string[] {
  const { apiKey, apiSecret, rootDialect, bodyBytesMax, heldBytesMax } = config;
  const problems: string[] = [];
  if ((apiKey === null) !== (apiSecret === null)) {
    const [given, missing] = apiKey === null ? ['SECRET', 'KEY'] : ['KEY', 'SECRET'];
    problems.push(`BULKHEAD_API_${missing}: expected a value because BULKHEAD_API_${given} has one, got nothing`);
  }
  if (typeof rootDialect === 'string' && !dialectNames.includes(rootDialect)) {
    const known = dialectNames.join(', ');
    problems.push(`BULKHEAD_ROOT_DIALECT: expected one of ${known}, got ${JSON.stringify(rootDialect)}`);
  }
  if (bodyBytesMax > heldBytesMax) {
    problems.push(
      `BULKHEAD_HELD_BYTES_MAX: expected at least BULKHEAD_BODY_BYTES_MAX (${bodyBytesMax}), got ${heldBytesMax}`,
    );
  }
  return problems;
}

function warningsOf({ apiSecret }: Config, env: ConfigSource['env']): string[] {
  const known = Object.values(SETTINGS).map(({ variable }) => variable);
  const unknown = Object.keys(env).filter((name) => name.startsWith('BULKHEAD_') && !known.includes(name));
  const isShort = typeof apiSecret === 'string' && apiSecret.length < 16;
  return [
    ...unknown.map((name) => `${name} is no setting of this version; the closest one is ${closest(name, known)}`),
    ...(isShort ? ['BULKHEAD_API_SECRET is shorter than 16 characters: good for a trial, guessable beyond it'] : []),
  ];
}

function closest(name: string, known: readonly string[]): string {
  return known.reduce((best, other) => (editsBetween(name, other) < editsBetween(name, best) ? other : best));
}

/** Levenshtein's distance, one row at a time. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const swap = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

function maskPassword(url: string): string {
  return url.replace(/(:\/\/[^:@/]*:)[^@/]*@/, '$1******@');
}

function plainText(text: string): string | undefined {
  return /^\S+$/.test(text) ? text : undefined;
}

function wholeNumber(min: number, max: number): (text: string) => number | undefined {
  return (text) => {
    const value = Number(text);
    return /^\d{1,15}$/.test(text) && value >= min && value <= max ? value : undefined;
  };
}

function networks(text: string): readonly string[] | undefined {
  const listed = text.split(',').map((network) => network.trim());
  const isNetwork = (network: string) => {
    const [, address = '', bits = ''] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(network) ?? [];
    const version = isIP(address);
    return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
  };
  return listed.every(isNetwork) ? listed : undefined;
}

function origins(text: string): readonly string[] | undefined {
  const listed = text.split(',').map((origin) => origin.trim());
  return listed.every((origin) => origin === '*' || URL.parse(origin)?.origin === origin) ? listed : undefined;
}

function publicAddress(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return undefined;
  return text.replace(/\/+$/, '');
}
