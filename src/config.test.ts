// What the environment and flags become: a frozen Config, or every problem at once; secrets never shown.
import { describe, expect, test } from 'vitest';
import { type ConfigSource, readConfig } from './config.ts';

const dialectNames = ['alpha', 'beta'];

function read(env: ConfigSource['env'], flags: NonNullable<ConfigSource['flags']> = {}) {
  return readConfig({ env, flags, dialectNames });
}

test('nothing given: the standard, frozen, without a problem or a warning', () => {
  const { config, problems, warnings } = read({});
  expect(config).toEqual({
    host: '127.0.0.1',
    port: 8080,
    databaseUrl: 'sqlite:./data/bulkhead.db',
    databaseReadUrl: null,
    apiKey: null,
    apiSecret: null,
    publicUrl: null,
    rootDialect: null,
    webhookNetworks: null,
    corsOrigins: null,
    bodyBytesMax: 33_554_432,
    heldBytesMax: 268_435_456,
    rateLimit: 0,
    logLevel: 'info',
    drainMs: 8_000,
  });
  expect([problems, warnings, Object.isFrozen(config)]).toEqual([[], [], true]);
});

describe('values', () => {
  test.each([
    ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
    ['HOST', '', { host: '127.0.0.1' }],
    ['HOST', 'a b', 'expected a host name or an address without blanks, got "a b"'],
    ['PORT', '0', { port: 0 }],
    ['PORT', '65535', { port: 65_535 }],
    ['PORT', '65536', 'expected a whole number from 0 to 65535, got "65536"'],
    ['PORT', '80a', 'expected a whole number from 0 to 65535, got "80a"'],
    ['PORT', '-1', 'expected a whole number from 0 to 65535, got "-1"'],
    ['PORT', '8e1', 'expected a whole number from 0 to 65535, got "8e1"'],
    ['DATABASE_URL', 'sqlite::memory:', { databaseUrl: 'sqlite::memory:' }],
    ['DATABASE_URL', 'sqlite:orders.db', { databaseUrl: 'sqlite:orders.db' }],
    ['DATABASE_URL', 'sqlite:/var/orders.db', { databaseUrl: 'sqlite:/var/orders.db' }],
    ['DATABASE_URL', 'sqlite:///var/orders.db', { databaseUrl: 'sqlite:///var/orders.db' }],
    ['DATABASE_URL', 'sqlite://orders.db', 'expected sqlite:<path>, sqlite::memory: or postgres://'],
    ['DATABASE_URL', 'sqlite:', 'expected sqlite:<path>, sqlite::memory: or postgres://'],
    ['DATABASE_URL', 'postgresql://u:p@h/d', { databaseUrl: 'postgresql://u:p@h/d' }],
    ['DATABASE_READ_URL', 'postgres://u:p@h/d', { databaseReadUrl: 'postgres://u:p@h/d' }],
    ['DATABASE_READ_URL', 'sqlite:orders.db', 'expected postgres://<user>:<password>@<host>/<database>'],
    ['DATABASE_URL', 'mysql://u:hidden@h/d', 'got "mysql://u:******@h/d"'],
    ['BULKHEAD_PUBLIC_URL', 'https://a.example/x/', { publicUrl: 'https://a.example/x' }],
    ['BULKHEAD_PUBLIC_URL', 'a.example', 'expected an http or https address without a query'],
    ['BULKHEAD_PUBLIC_URL', 'ftp://a.example', 'expected an http or https address without a query'],
    ['BULKHEAD_PUBLIC_URL', 'http://a.example?x=1', 'expected an http or https address without a query'],
    ['BULKHEAD_ROOT_DIALECT', 'beta', { rootDialect: 'beta' }],
    ['BULKHEAD_ROOT_DIALECT', 'gamma', 'expected one of alpha, beta, got "gamma"'],
    ['BULKHEAD_BODY_BYTES_MAX', '1024', { bodyBytesMax: 1024 }],
    ['BULKHEAD_BODY_BYTES_MAX', '1023', 'expected a whole number from 1024 to 268435456, got "1023"'],
    ['BULKHEAD_HELD_BYTES_MAX', '1024', 'expected at least BULKHEAD_BODY_BYTES_MAX (33554432), got 1024'],
    ['BULKHEAD_RATE_LIMIT', '40', { rateLimit: 40 }],
    ['BULKHEAD_RATE_LIMIT', '1000001', 'expected a whole number from 0 to 1000000, got "1000001"'],
    ['BULKHEAD_LOG_LEVEL', 'WARN', { logLevel: 'warn' }],
    ['BULKHEAD_LOG_LEVEL', 'loud', 'expected one of trace, debug, info, warn, error, fatal, silent, got "loud"'],
    ['BULKHEAD_WEBHOOK_NETWORKS', '10.0.0.0/8, fd00::/8', { webhookNetworks: ['10.0.0.0/8', 'fd00::/8'] }],
    ['BULKHEAD_WEBHOOK_NETWORKS', '10.0.0.1', 'expected networks in CIDR notation'],
    ['BULKHEAD_WEBHOOK_NETWORKS', '10.0.0.0/33', 'expected networks in CIDR notation'],
    ['BULKHEAD_DRAIN_MS', '0', { drainMs: 0 }],
    ['BULKHEAD_DRAIN_MS', '1s', 'expected a whole number from 0 to 600000, got "1s"'],
    ['BULKHEAD_API_KEY', 'k', 'BULKHEAD_API_SECRET: expected a value because BULKHEAD_API_KEY has one, got nothing'],
    ['BULKHEAD_API_SECRET', 's', 'BULKHEAD_API_KEY: expected a value because BULKHEAD_API_SECRET has one, got nothing'],
  ])('%s=%s', (variable, value, expected) => {
    const { config, problems } = read({ [variable]: value });
    if (typeof expected === 'object') return expect(config).toMatchObject(expected);
    expect(config).toBeNull();
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems[0]).toContain(variable);
  });
});

test('a pair is taken as it stands; a colon in the key cannot be', () => {
  const pair = { BULKHEAD_API_KEY: 'k', BULKHEAD_API_SECRET: 'sixteen-or-more-characters' };
  expect(read(pair)).toMatchObject({ config: { apiKey: 'k', apiSecret: 'sixteen-or-more-characters' }, warnings: [] });
  const { problems } = read({ ...pair, BULKHEAD_API_KEY: 'a:b', BULKHEAD_API_SECRET: 'with a blank' });
  expect(problems).toEqual([
    'BULKHEAD_API_KEY: expected 1 to 255 printable ASCII characters without a blank or a colon, got "a:b"',
    'BULKHEAD_API_SECRET: expected 1 to 255 printable ASCII characters without a blank, got "******"',
  ]);
});

test('all problems at once', () => {
  const { problems } = read({ PORT: 'x', BULKHEAD_LOG_LEVEL: 'x', BULKHEAD_API_KEY: 'k', BULKHEAD_ROOT_DIALECT: 'x' });
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'PORT',
    'BULKHEAD_LOG_LEVEL',
    'BULKHEAD_API_SECRET',
    'BULKHEAD_ROOT_DIALECT',
  ]);
});

test('a flag wins over a variable, and sources are told', () => {
  const { config, settings } = read({ PORT: '1', HOST: 'a' }, { port: '2' });
  expect(config).toMatchObject({ host: 'a', port: 2 });
  const sources = Object.fromEntries(settings.map(({ variable, source }) => [variable, source]));
  expect(sources).toMatchObject({ PORT: 'flag', HOST: 'environment', DATABASE_URL: 'standard' });
});

test.each([
  ['BULKHEAD_RATELIMIT', 'BULKHEAD_RATE_LIMIT'],
  ['BULKHEAD_LOGLEVEL', 'BULKHEAD_LOG_LEVEL'],
  ['BULKHEAD_API_KEYS', 'BULKHEAD_API_KEY'],
])('%s is doubted: did you mean %s', (given, meant) => {
  expect(read({ [given]: '1' }).warnings).toEqual([
    `${given} is no setting of this version; the closest one is ${meant}`,
  ]);
});

test('a short secret is doubted, and no secret is ever shown', () => {
  const reading = read({
    BULKHEAD_API_KEY: 'key',
    BULKHEAD_API_SECRET: 'very-secret',
    DATABASE_URL: 'postgres://user:very-secret@host/orders',
  });
  expect(reading.warnings).toEqual([expect.stringContaining('shorter than 16 characters')]);
  expect(JSON.stringify([reading.settings, reading.warnings])).not.toContain('very-secret');
});
