/**
 * Text that rows are found by, in the form that every database can hold, and in the one that knows no case.
 * Nothing else may change a caller's text, and what was stated is kept beside it.
 * Used by intake.ts for what it seals, by the register, by parcels, and by drivers.
 */

/**
 * No lone half of a character and no NUL. A key that came back changed would not be found again, and the whole batch
 * would fail on it.
 */
export function storable(text: string): string {
  // Nearly every text is already; to look costs a third of writing it anew.
  if (text.isWellFormed() && !text.includes('\0')) return text;
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** What "without regard to case" means in every driver: equal, or contained, in this form. Independent of locale. */
export function foldCase(text: string): string {
  return text.toUpperCase();
}
