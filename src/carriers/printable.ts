/**
 * Text as the fonts that every reader of PDF has can show it: letters of western Europe stay as they are, others lose
 * their accents, and what is left is a question mark. What the label says beside this is kept whole with the parcel.
 * Called by test-label.ts.
 */

/** Letters that no decomposition takes apart. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ħ: 'h', Ħ: 'H', ı: 'i', ŋ: 'n', Ŋ: 'N', ŧ: 't', Ŧ: 'T', ĸ: 'k' },
  ...{ '\u2010': '-', '\u2011': '-', '\u2212': '-', '\u202f': ' ', '\u2009': ' ' },
};
/** What Windows-1252 has beyond Latin-1. */
const EXTRAS = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

export function printable(text: string): string {
  return [...text.normalize('NFC')].map(shown).join('');
}

function shown(character: string): string {
  if (isShown(character)) return character;
  const plain = PLAIN[character] ?? character.normalize('NFKD').replace(/\p{M}/gu, '');
  return [...plain].map((one) => (isShown(one) ? one : '?')).join('');
}

function isShown(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || EXTRAS.includes(character);
}
