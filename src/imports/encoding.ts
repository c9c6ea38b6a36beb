/**
 * Which encoding a file is in, told from its first bytes, and its text as UTF-8, so that everything behind knows one
 * encoding. What is no text in it becomes U+FFFD, which marks the row it stands in.
 * Called by table-file.ts.
 */
import { isUtf8 } from 'node:buffer';
import type { Encoding } from '../core/imports/mapping.ts';

/** Bytes that are looked at. */
export const ENCODING_SAMPLE_BYTES = 64 * 1024;

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

export function encodingOf(sample: Buffer): Encoding {
  const marked = MARKS.find(([, mark]) => mark.every((byte, index) => sample[index] === byte));
  if (marked !== undefined) return marked[0];
  const zeros = [0, 0];
  for (let at = 0; at < Math.min(sample.length, 1_024); at++)
    if (sample[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > 8 && odd > even * 4) return 'utf-16le';
  if (even > 8 && even > odd * 4) return 'utf-16be';
  if (isUtf8(sample)) return 'utf-8';
  // The sample may end within a character, and a row may be broken in a file that is UTF-8 otherwise.
  const text = sample.toString('utf8');
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const whole = text.match(/(?!\ufffd)\P{ASCII}/gu)?.length ?? 0;
  return broken > whole + 1 ? 'windows-1252' : 'utf-8';
}

/** Without the mark at its beginning. */
export async function* asUtf8(input: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of input) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}
