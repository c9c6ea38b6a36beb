// Lines, whatever pieces they arrive in.
import { expect, test } from 'vitest';
import { LineSplitter } from './split-lines.ts';

function split(text: string, pieceBytes: number, bounds = { bytesMax: 10 }): string[] {
  const splitter = new LineSplitter(bounds);
  const bytes = Buffer.from(text);
  const lines = [];
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    lines.push(...splitter.push(bytes.subarray(from, from + pieceBytes)));
  }
  const last = splitter.end();
  return [...lines, ...(last === null ? [] : [last])].map(
    ({ line, offset, bytes: held }) => `${line}@${offset} ${held === null ? 'too long' : held.toString()}`,
  );
}

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['', []],
  ['a', ['1@0 a']],
  ['a\n', ['1@0 a']],
  ['a\nb', ['1@0 a', '2@2 b']],
  ['a\r\nb\r\n', ['1@0 a', '2@3 b']],
  ['\n\na\n', ['1@0 ', '2@1 ', '3@2 a']],
  ['a\rb\n', ['1@0 a\rb']],
  ['åäö\nx', ['1@0 åäö', '2@7 x']],
  ['0123456789\n', ['1@0 0123456789']],
  ['0123456789X\nb\n', ['1@0 too long', '2@12 b']],
  ['a\n0123456789 and more', ['1@0 a', '2@2 too long']],
];

test.each(cases.flatMap(([text, lines]) => [1, 2, 3, 1000].map((bytes) => [text, bytes, lines] as const)))(
  '%j in pieces of %d',
  (text, bytes, lines) => {
    expect(split(text, bytes)).toEqual(lines);
  },
);

test('numbers begin where they are told to', () => {
  expect(new LineSplitter({ bytesMax: 10, firstLine: 7 }).push(Buffer.from('a\n'))).toMatchObject([{ line: 7 }]);
});
