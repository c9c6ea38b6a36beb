// The page of what is served is what the routes say, and no documented call is left without a word.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CALLS, compatibilityPage, nameOf } from '../src/dialects/shipstation/compatibility.ts';
import { shipstation } from '../src/dialects/shipstation/routes.ts';

test('docs/shipstation.md is up to date: node scripts/compatibility.ts', () => {
  const page = readFileSync(new URL('../docs/shipstation.md', import.meta.url), 'utf8');
  expect(page).toBe(compatibilityPage(shipstation.routes));
});

test('a call that is not served says why, and none stands twice', () => {
  const served = new Set(shipstation.routes.map(nameOf));
  expect(CALLS.filter(({ call, note }) => !served.has(call) && note === '')).toEqual([]);
  expect(new Set(CALLS.map(({ call }) => call)).size).toBe(CALLS.length);
});
