// What differs between two documents, as a table: before, after, and the differences.
import { expect, test } from 'vitest';
import { differencesOf } from './differences.ts';

test.each([
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1 }, { a: 2 }, [{ pointer: '/a', before: 1, after: 2 }]],
  [{ a: 1 }, {}, [{ pointer: '/a', before: 1 }]],
  [{}, { a: null }, [{ pointer: '/a', after: null }]],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, [{ pointer: '/a/c', before: 2, after: 3 }]],
  [{ a: [1, 2] }, { a: [1] }, [{ pointer: '/a/1', before: 2 }]],
  [{ a: [1] }, { a: [1, { b: 2 }] }, [{ pointer: '/a/1', after: { b: 2 } }]],
  [{ a: [] }, { a: {} }, [{ pointer: '/a', before: [], after: {} }]],
  [{ a: { b: 1 } }, { a: 'x' }, [{ pointer: '/a', before: { b: 1 }, after: 'x' }]],
  [
    { 'a/b': 1, 'c~d': 1 },
    { 'a/b': 2, 'c~d': 2 },
    [
      { pointer: '/a~1b', before: 1, after: 2 },
      { pointer: '/c~0d', before: 1, after: 2 },
    ],
  ],
])('%j and %j: %j', (before, after, expected) => {
  expect(differencesOf(before, after)).toEqual(expected);
});
