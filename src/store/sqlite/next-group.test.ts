// Which writes are committed together, and in which turns small and large ones go.
import { expect, test } from 'vitest';
import { nextGroup } from './next-group.ts';

const KB = 1024;
type Size = number | 'settle';

const waitingOf = (sizes: readonly Size[]) =>
  sizes.map((size) => (size === 'settle' ? { name: 'settleLists', bytes: 0 } : { name: 'apply', bytes: size * KB }));
const sizesOf = (waiting: ReturnType<typeof waitingOf>): readonly Size[] =>
  waiting.map(({ name, bytes }) => (name === 'settleLists' ? 'settle' : bytes / KB));

type Row = [waiting: Size[], wasHurried: boolean, group: Size[], rest: Size[], isHurried: boolean];

const ALONE = { isShared: false };

test.each<Row>([
  [[4], false, [4], [], false],
  [[4, 5, 0], false, [4, 5, 0], [], false],
  [[400, 400, 'settle'], false, [400, 400, 'settle'], [], false],
  [[9_000, 9_000, 1], false, [1], [9_000, 9_000], true],
  [[9_000, 9_000], false, [9_000], [9_000], false],
  [[20_000], false, [20_000], [], false],
  [[400, 4, 'settle', 5], false, [4, 5], [400, 'settle'], true],
  [[400, 300, 4], true, [400], [300, 4], false],
  [['settle', 400, 4], true, ['settle'], [400, 4], false],
  [[4, 900], true, [900], [4], false],
  [[4, 5], true, [4, 5], [], false],
  [[50, 50, 50], true, [50, 50], [50], false],
])('%j, small ones first before: %s', (...row) => {
  const [waiting, wasHurried, group, rest, isHurried] = row;
  const chosen = nextGroup(waitingOf(waiting), { ...ALONE, wasHurried });
  expect([sizesOf(chosen.group), sizesOf(chosen.rest), chosen.isHurried]).toEqual([group, rest, isHurried]);
});

test('while single orders keep coming, large ones go piece by piece also when none of them waits', () => {
  const shared = { wasHurried: false, isShared: true };
  const pieces = [
    ['settle', 100, 100],
    [100, 100],
    [9_000, 9_000],
  ].map((waiting) => sizesOf(nextGroup(waitingOf(waiting as Size[]), shared).group));
  expect(pieces).toEqual([['settle'], [100], [9_000]]);
  expect(sizesOf(nextGroup(waitingOf([4, 5, 30]), shared).group)).toEqual([4, 5, 30]);
});
