// Slices under way at once: told in their order, never two that share a name.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inLanes } from './in-lanes.ts';

type Slice = { id: number; names: readonly string[]; steps: number };

async function* given(slices: readonly Slice[], failAfter = Infinity): AsyncGenerator<Slice> {
  for (const [index, slice] of slices.entries()) {
    if (index >= failAfter) throw new Error('cannot be read');
    yield slice;
  }
}

/** Lets other promises go first, so often. */
async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step++) await new Promise(setImmediate);
}

test('results come in order; slices that share a name are never under way together', async () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const slice = fc.record({ names: fc.uniqueArray(name, { maxLength: 2 }), steps: fc.nat(4) });
  await fc.assert(
    fc.asyncProperty(fc.array(slice, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (made, lanesMax) => {
      const slices = made.map((fields, id) => ({ ...fields, id }));
      const underWay = new Map<number, Slice>();
      let most = 0;
      const results = inLanes(given(slices), {
        lanesMax,
        namesOf: ({ names }) => names,
        async work(one: Slice) {
          for (const other of underWay.values()) {
            expect(one.names.filter((word) => other.names.includes(word))).toEqual([]);
          }
          underWay.set(one.id, one);
          most = Math.max(most, underWay.size);
          await steps(one.steps);
          underWay.delete(one.id);
          return one.id;
        },
      });
      expect(await Array.fromAsync(results)).toEqual(slices.map(({ id }) => id));
      expect(most).toBeLessThanOrEqual(lanesMax);
    }),
    { numRuns: 50 },
  );
});

test('nobody who takes results: nothing more is read', async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Slice> {
    for (;;) yield { id: read++, names: [], steps: 0 };
  }
  const results = inLanes(endless(), { lanesMax: 2, namesOf: () => [], work: async ({ id }) => id });
  expect((await results.next()).value).toBe(0);
  const before = read;
  await steps(20);
  expect(read - before).toBeLessThanOrEqual(3);
  await results.return();
});

test.each([
  ['reading', Infinity, 2, [0, 1]],
  ['work', 1, Infinity, [0]],
])('what was done before %s failed is told before the failure', async (_name, failingId, failAfter, expected) => {
  const slices = [0, 1, 2, 3].map((id) => ({ id, names: [], steps: 2 }));
  const told: number[] = [];
  const results = inLanes(given(slices, failAfter), {
    lanesMax: 4,
    namesOf: () => [],
    async work({ id }: Slice) {
      await steps(2);
      if (id === failingId) throw new Error('cannot be done');
      return id;
    },
  });
  await expect(
    (async () => {
      for await (const id of results) told.push(id);
    })(),
  ).rejects.toThrow('cannot be');
  expect(told).toEqual(expected);
});
