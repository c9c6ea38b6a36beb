// What a connection URL becomes, and what is said of one that cannot be read; the password is never said.
import { expect, test } from 'vitest';
import { readConnectionUrl } from './connection-url.ts';

const read = (rest: string) => readConnectionUrl(`postgres://user:p%40ss@db.example:6432/orders${rest}`);

test('the parts of the address, decoded', () => {
  expect(read('')).toMatchObject({
    ...{ host: 'db.example', port: 6432, user: 'user', password: 'p@ss', database: 'orders', tls: false },
    ...{ applicationName: 'bulkhead', connectionsMax: 10, statementTimeoutMs: 30_000, lockTimeoutMs: 10_000 },
    namedStatements: 'auto',
  });
  expect(readConnectionUrl('postgresql:///orders?host=%2Frun%2Fpostgresql')).toMatchObject({
    ...{ host: '/run/postgresql', port: 5432, user: undefined, password: undefined, database: 'orders' },
  });
});

test.each([
  ['?sslmode=require', { tls: { rejectUnauthorized: false } }],
  ['?sslmode=verify-full', { tls: { rejectUnauthorized: true } }],
  ['?sslmode=verify-ca', { tls: { rejectUnauthorized: true, checkServerIdentity: expect.any(Function) } }],
  [
    '?pool_max=3&statement_timeout=500&lock_timeout=200',
    { connectionsMax: 3, statementTimeoutMs: 500, lockTimeoutMs: 200 },
  ],
  ['?named_statements=on&application_name=node%201', { namedStatements: 'on', applicationName: 'node 1' }],
  ['?connect_timeout=2', { connectTimeoutMs: 2_000 }],
])('%s', (rest, expected) => {
  expect(read(rest)).toMatchObject(expected);
});

test.each([
  ['?sslmode=prefer', 'parameter sslmode: expected disable, require, verify-ca or verify-full, got "prefer"'],
  ['?statment_timeout=5', 'parameter "statment_timeout": expected one of sslmode, '],
  ['?__proto__=5', 'parameter "__proto__": expected one of sslmode, '],
  ['?pool_max=0', 'parameter pool_max: expected a whole number from 1 to 999999, got "0"'],
  ['?sslmode=verify-ca&sslrootcert=/nowhere.pem', 'expected a readable file, got "/nowhere.pem"'],
])('%s is refused', (rest, expected) => {
  expect(() => read(rest)).toThrow(expected);
  expect(() => read(rest)).not.toThrow('p@ss');
});

test('another scheme is refused without being shown', () => {
  expect(() => readConnectionUrl('mysql://u:hidden@h/d')).toThrow('expected postgres://');
  expect(() => readConnectionUrl('mysql://u:hidden@h/d')).not.toThrow('hidden');
});
