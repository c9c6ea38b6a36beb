// Migrations: each once, in order, with its checksum; a newer database and a changed past file are refused.
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { StoreFault } from '../../core/store.ts';
import { hasPending, type Migration, migrate, readMigrations } from './migrate.ts';

const first: Migration = { number: 1, name: '001-one', sql: 'CREATE TABLE one (n INTEGER) STRICT' };
const second: Migration = { number: 2, name: '002-two', sql: 'INSERT INTO one VALUES (2); INSERT INTO one VALUES (3)' };
const broken: Migration = {
  number: 3,
  name: '003-bad',
  sql: 'INSERT INTO one VALUES (4); INSERT INTO none VALUES (5)',
};

function opened(...migrations: Migration[]): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  migrate(db, migrations);
  return db;
}
const numbers = (db: DatabaseSync) =>
  db
    .prepare('SELECT n FROM one')
    .all()
    .map((row) => row.n);

test('what is pending is applied once, in order', () => {
  const db = opened(first);
  expect(hasPending(db, [first, second])).toBe(true);
  migrate(db, [first, second]);
  migrate(db, [first, second]);
  expect(numbers(db)).toEqual([2, 3]);
  expect(hasPending(db, [first, second])).toBe(false);
});

test('a migration that fails leaves nothing of itself', () => {
  const db = opened(first, second);
  expect(() => migrate(db, [first, second, broken])).toThrow('no such table');
  expect(numbers(db)).toEqual([2, 3]);
  expect(hasPending(db, [first, second, broken])).toBe(true);
  expect(db.isTransaction).toBe(false);
});

test('a database of a newer version is refused, naming both', () => {
  const db = opened(first, second);
  expect(() => migrate(db, [first])).toThrow(StoreFault);
  expect(() => migrate(db, [first])).toThrow(/newer Bulkhead.*002-two.*001-one/);
  expect(() => hasPending(db, [first])).toThrow(/newer/);
});

test('a past migration that was changed is refused, naming it and both checksums', () => {
  const db = opened(first, second);
  const changed = { ...first, sql: `${first.sql} ` };
  expect(() => migrate(db, [changed, second])).toThrow(/001-one.*[0-9a-f]{64}.*[0-9a-f]{64}/);
});

test('the released migrations are numbered, each number once, and make strict tables', () => {
  const migrations = readMigrations();
  expect(new Set(migrations.map(({ number }) => number)).size).toBe(migrations.length);
  const db = opened(...migrations);
  const tables = db.prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0").all();
  expect(tables.map((row) => row.name).filter((name) => !String(name).startsWith('sqlite_'))).toEqual([]);
});
