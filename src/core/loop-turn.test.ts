/** Long work lets others have their turns, in the order in which they asked; short work is not made to wait. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loopTurn, mapInTurns } from './loop-turn.ts';

const holdTheLoop = (milliseconds: number) => {
  for (const until = performance.now() + milliseconds; performance.now() < until; );
};

test('whoever asks once a turn was held waits for a later one, in order', async () => {
  await nextTurn();
  expect(loopTurn()).toBe(null);
  holdTheLoop(5);
  const order: string[] = [];
  const asked = ['first', 'second', 'third'].map(async (name) => {
    await loopTurn();
    order.push(name);
    holdTheLoop(5);
  });
  expect(order).toEqual([]);
  let turns = 0;
  const count = () => {
    turns += 1;
    if (order.length < 3) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(asked);
  expect(order).toEqual(['first', 'second', 'third']);
  expect(turns).toBeGreaterThanOrEqual(2);
});

test('few orders go before many, and one of the many has its piece in every turn', async () => {
  await nextTurn();
  expect(loopTurn()).toBe(null);
  holdTheLoop(5);
  const order: string[] = [];
  const ask = async (name: string, place: 'hurried' | 'first' | 'last') => {
    await loopTurn(place);
    order.push(name);
    holdTheLoop(5);
  };
  const places = [['last'], ['first'], ['hurried', 'few'], ['hurried', 'a few more'], ['hurried', 'the rest']] as const;
  await Promise.all(places.map(([place, name = place]) => ask(name, place)));
  expect(order).toEqual(['few', 'first', 'a few more', 'last', 'the rest']);
});

test.each([
  ['none', 0],
  ['a few, in one go', 100],
  ['one more', 101],
  ['many', 1_234],
])('every value has its place: %s', async (_about, count) => {
  const values = Array.from({ length: count }, (_, index) => `value ${index}`);
  const made = await mapInTurns(values, (value, index) => `${index}: ${value}`);
  expect(made).toEqual(values.map((value, index) => `${index}: ${value}`));
});

test('many values leave turns to others, and what one of them throws is thrown', async () => {
  let others = 0;
  const values = Array.from({ length: 200 }, (_, index) => index);
  const other = setInterval(() => {
    others += 1;
  }, 1);
  const made = mapInTurns(values, (value) => {
    holdTheLoop(0.2);
    if (value === 199) throw new Error('the last one fails');
    return value;
  });
  await expect(made).rejects.toThrow('the last one fails');
  clearInterval(other);
  expect(others).toBeGreaterThan(0);
});
