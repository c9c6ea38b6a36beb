// Cells of CSV: what is quoted, and what a spreadsheet would run.
import { expect, test } from 'vitest';
import { csvLine } from './cells.ts';

test.each([
  ['plain', 'Mug', 'Mug'],
  ['nothing', null, ''],
  ['not there', undefined, ''],
  ['a number', 14, '14'],
  ['a flag', false, 'false'],
  ['a comma', 'a,b', '"a,b"'],
  ['a quote', 'a"b', '"a""b"'],
  ['a line break', 'a\nb', '"a\nb"'],
  ['a formula', '=1+1', "'=1+1"],
  ['a formula by plus', '+1+1', "'+1+1"],
  ['a formula by minus', '-2+3', "'-2+3"],
  ['a formula by at', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab before it', '\t=1', "'\t=1"],
  ['a carriage return before it', '\r=1', '"\'\r=1"'],
  ['a formula with a quote', '=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['a number below zero', '-5.00', '-5.00'],
  ['a minus alone', '-', "'-"],
  ['a sign within', 'a=b', 'a=b'],
])('%s', (_name, value, expected) => {
  expect(csvLine([value])).toBe(`${expected}\r\n`);
});

test('a line has its cells in order', () => {
  expect(csvLine(['a', null, 'c'])).toBe('a,,c\r\n');
});
