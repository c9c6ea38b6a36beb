/**
 * Text that rows are found by, in the form that every database can hold.
 * Nothing else may change a caller's text. Used by intake.ts for what it seals, by the register, and by drivers.
 */

/**
 * No lone half of a character and no NUL. A key that came back changed would not be found again, and the whole batch
 * would fail on it.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
