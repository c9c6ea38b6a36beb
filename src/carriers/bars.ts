/**
 * A text as the bars of a Code 128 symbol: where each begins and how wide it is, in modules. What draws them decides how
 * large a module is; a reader needs ten modules of white on either side.
 * Called by test-label.ts.
 */
// By its default alone: the name `raw` by itself is a kind of symbol there.
import barcodes from 'bwip-js/node';

export type Bar = { at: number; width: number };
export type Bars = { bars: readonly Bar[]; modules: number };

export function code128(text: string): Bars {
  const [symbol] = barcodes.raw('code128', text, {});
  if (symbol === undefined || !('sbs' in symbol)) throw new Error('a Code 128 symbol must have bars and spaces');
  const bars: Bar[] = [];
  let at = 0;
  for (const [index, width] of symbol.sbs.entries()) {
    // They alternate, and a bar is first.
    if (index % 2 === 0) bars.push({ at, width });
    at += width;
  }
  return { bars, modules: at };
}
