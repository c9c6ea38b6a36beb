/**
 * The file of an import as items, whatever its format: told from its first bytes unless it is stated. NDJSON and JSON
 * are items of one row, their text; our own results among them are opened again.
 * Called by validate.ts.
 */
import { isUtf8 } from 'node:buffer';
import { LineSplitter } from '../core/feed/split-lines.ts';
import type { ImportFormat } from '../core/imports/desk.ts';
import type { TableMapping } from '../core/imports/mapping.ts';
import { LIMITS } from '../core/limits.ts';
import { ElementSplitter } from './json-elements.ts';
import { readTable, type TableFacts, type TableTerms } from './read-table.ts';
import { rowProblem, type SourceItem } from './source.ts';

export type FileReading = { format: ImportFormat; table: TableFacts | null; items: AsyncIterable<SourceItem> };
export type Stated = TableTerms & { format: ImportFormat | null; mapping: TableMapping | null };

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Throws an UnreadableFile; the items throw one too. */
export async function readFile(
  input: AsyncIterable<Buffer>,
  { format, mapping, ...terms }: Stated,
): Promise<FileReading> {
  const pieces = input[Symbol.asyncIterator]();
  const { value: first = Buffer.alloc(0) } = await pieces.next();
  const known = format ?? formatOf(first);
  const whole = rejoined(known === 'csv' ? first : withoutMark(first), pieces);
  if (known !== 'csv') return { format: known, table: null, items: known === 'json' ? elements(whole) : lines(whole) };
  const { items, ...table } = await readTable(whole, mapping, terms);
  return { format: known, table, items };
}

/** A first line that is a whole object means that every line is one. */
function formatOf(first: Buffer): ImportFormat {
  const text = withoutMark(first).toString('utf8').trimStart();
  if (text.startsWith('[')) return 'json';
  if (!text.startsWith('{')) return 'csv';
  const end = text.indexOf('\n');
  try {
    const value = JSON.parse(end === -1 ? text : text.slice(0, end)) as object;
    return Object.values(value).some((member) => isListOfObjects(member)) && 'orders' in value ? 'json' : 'ndjson';
  } catch {
    return /^\{\s*"[^"]*"\s*:\s*\[\s*(\{|$)/.test(text) || /^\{\s*\r?\n/.test(text) ? 'json' : 'ndjson';
  }
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'object';
}

async function* rejoined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(MARK) ? bytes.subarray(3) : bytes;
}

async function* lines(input: AsyncIterable<Buffer>): AsyncGenerator<SourceItem> {
  const splitter = new LineSplitter({ bytesMax: LIMITS.streamLineBytesMax });
  for await (const piece of input) {
    for (const { line, bytes } of splitter.push(piece)) yield* textItem(line, bytes);
  }
  const last = splitter.end();
  if (last !== null) yield* textItem(last.line, last.bytes);
}

function* textItem(line: number, bytes: Buffer | null): Generator<SourceItem> {
  if (bytes === null) yield tooLong(line);
  else if (!isUtf8(bytes)) yield tornText(line, bytes);
  else if (bytes.toString('utf8').trim() !== '') yield { rows: [{ line, text: bytes.toString('utf8') }] };
}

async function* elements(input: AsyncIterable<Buffer>): AsyncGenerator<SourceItem> {
  const splitter = new ElementSplitter(LIMITS.streamLineBytesMax);
  for await (const piece of input) {
    for (const { line, text } of splitter.push(piece)) {
      yield text === null ? tooLong(line) : { rows: [{ line, text }] };
    }
  }
  splitter.end();
}

function tooLong(line: number): SourceItem {
  const expected = `at most ${LIMITS.streamLineBytesMax} bytes`;
  return {
    rows: [{ line, text: '' }],
    problems: [rowProblem({ code: 'row_too_long', line, expected, given: 'more' })],
  };
}

function tornText(line: number, bytes: Buffer): SourceItem {
  const text = bytes.toString('utf8');
  const character = text.indexOf('\ufffd') + 1;
  return {
    rows: [{ line, text }],
    problems: [rowProblem({ code: 'row_encoding', line, character, expected: 'UTF-8', given: 'other bytes' })],
  };
}
