/**
 * What the columns of a table mean: a mapping as it is stated, saved, or guessed from a file.
 * It says nothing of a wire: fields are named as a dialect names them.
 * Read by src/imports/; a dialect states which fields its orders have, and of which kind.
 */

/** What a cell must hold. `time` is an instant, `texts` and `integers` are lists with commas between. */
export type FieldKind = 'text' | 'integer' | 'amount' | 'time' | 'date' | 'flag' | 'texts' | 'integers';

export const DATE_STYLES = ['iso', 'ymd', 'dmy', 'mdy', 'unix'] as const;
export type DateStyle = (typeof DATE_STYLES)[number];
export const DECIMAL_STYLES = ['point', 'comma'] as const;
export type DecimalStyle = (typeof DECIMAL_STYLES)[number];
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export type ColumnMeaning = {
  /** With dots for members of members: `ship_to.city`; `lines.` for what every row of an order states anew. */
  field: string;
  /**
   * What its words mean, without regard to case; `*` is every other word, which is read as it stands otherwise. A word
   * that means '' says nothing: another column for the same field is asked.
   */
  values?: Readonly<Record<string, string>> | undefined;
  dates?: DateStyle | undefined;
  decimals?: DecimalStyle | undefined;
};

/** A table that is known by its headers, such as the export of a widespread system. */
export type KnownTable = {
  name: string;
  /** A file that has all of these is one. */
  signature: readonly string[];
  groupBy: string;
  /** By header. Of several for one field the first that says anything counts. */
  columns: Readonly<Record<string, string>>;
  /** What the words of a column mean. */
  values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  dates?: DateStyle;
};

export type TableMapping = {
  /** By header; null, like a column that is not named, is not read. Of several for one field the first here counts. */
  columns: Readonly<Record<string, ColumnMeaning | null>>;
  /** Stated for every order, by field. */
  constants?: Readonly<Record<string, string>> | undefined;
  /** The header whose value tells an order from the next. */
  groupBy?: string | undefined;
  decimals?: DecimalStyle | undefined;
  dates?: DateStyle | undefined;
  /** Of times that bear none. */
  zone?: string | undefined;
  delimiter?: Delimiter | undefined;
  encoding?: Encoding | undefined;
};
