/**
 * One line of NDJSON as a JSON value, or the problem that it is none, with the place where it breaks: a line is one item,
 * so a broken one is that item's problem and never the request's.
 * Called for every line of a stream and of an import.
 */
import { isUtf8 } from 'node:buffer';
import type { Problem } from '../../core/outcome.ts';
import { findSyntaxError } from '../json-syntax.ts';
import { escapePointer } from '../schema.ts';

export type JsonLine = { value: unknown } | { problem: Problem };

/** `bytes` null: the line was longer than `bytesMax`. */
export function readJsonLine(bytes: Buffer | null, bytesMax: number): JsonLine {
  if (bytes === null) return malformed({ expected: `a line of at most ${bytesMax} bytes`, given: 'a longer one' });
  if (!isUtf8(bytes)) return malformed({ expected: 'UTF-8', given: 'other bytes' });
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  try {
    return { value: JSON.parse(text) };
  } catch {
    const { at, levels } = findSyntaxError(text);
    const pointer = levels.map(({ isObject, name, index }) => `/${escapePointer(isObject ? name : index)}`).join('');
    const given = at >= text.length ? 'its end' : JSON.stringify(text.charAt(at));
    return malformed({ pointer, expected: 'JSON', given: `${given} at character ${at + 1}` });
  }
}

function malformed(fields: { pointer?: string; expected: string; given: string }): JsonLine {
  return { problem: { code: 'item_malformed', pointer: '', ...fields } };
}
