/**
 * One record of a file, read field by field: what is wrong is said with the field's path, what was expected and what
 * was given; a field that nobody reads is a mistake too, for a misspelled name would be lost in silence.
 * Used by read-line.ts; everything wrong is collected, nothing is thrown.
 */
import { type AmountE4, amountFromNumber, amountFromText } from '../amount.ts';

/** As spreadsheets write them. */
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);
const ID_MAX = 999_999_999_999_999;

type Reading = { problems: string[]; isOfTexts?: boolean };

export class RecordReader {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #problems: string[];
  readonly #unread: Set<string>;
  readonly #isOfTexts: boolean;

  /** `isOfTexts`: the record is a row of a table, so that numbers and flags are told as texts, lists with semicolons. */
  constructor(value: unknown, path: string, { problems, isOfTexts = false }: Reading) {
    this.#isOfTexts = isOfTexts;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#value = isObject ? (value as Record<string, unknown>) : {};
    this.#path = path;
    this.#problems = problems;
    this.#unread = new Set(Object.keys(this.#value));
    if (!isObject) problems.push(`${path || 'the line'}: expected an object, got ${described(value)}`);
  }

  /** Absent and null are the same. */
  text(name: string): string | undefined {
    return this.#read(name, 'a text', (value) => (typeof value === 'string' ? value : undefined));
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, 'true or false', (value) => {
      if (this.#isOfTexts) return FLAGS.get(String(value).toLowerCase());
      return typeof value === 'boolean' ? value : undefined;
    });
  }

  id(name: string): number | undefined {
    return this.#read(name, `a whole number from 1 to ${ID_MAX}`, (value) => whole(this.#number(value), 1));
  }

  count(name: string): number | undefined {
    return this.#read(name, 'a whole number from 0 on', (value) => whole(this.#number(value), 0));
  }

  /** A number or a text, of at most four decimals. */
  amount(name: string): AmountE4 | undefined {
    return this.#read(name, 'an amount from 0 on with at most four decimals', (value) => {
      const amount = typeof value === 'number' ? amountFromNumber(value) : amountFromText(String(value));
      return amount === null || amount < 0 ? undefined : amount;
    });
  }

  /** Milliseconds since the epoch. */
  instant(name: string): number | undefined {
    return this.#read(name, 'a date and time with an offset, such as 2026-11-27T00:00:00Z', (value) => {
      const isInstant = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(value);
      const at = isInstant ? Date.parse(value) : Number.NaN;
      return Number.isNaN(at) ? undefined : at;
    });
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    return this.#read(name, choices.join(' or '), (value) => choices.find((choice) => choice === value));
  }

  texts(name: string): readonly string[] | undefined {
    const isTexts = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((entry) => typeof entry === 'string');
    return this.#read(name, 'a list of texts', (value) => {
      const entries = this.#entries(value);
      return isTexts(entries) ? entries : undefined;
    });
  }

  ids(name: string): readonly number[] | undefined {
    const isIds = (value: unknown): value is number[] =>
      Array.isArray(value) && value.every((entry) => whole(entry, 1) !== undefined);
    return this.#read(name, 'a list of ids', (value) => {
      const entries = this.#entries(value);
      const ids = this.#isOfTexts && Array.isArray(entries) ? entries.map((entry) => this.#number(entry)) : entries;
      return isIds(ids) ? ids : undefined;
    });
  }

  /** Each entry read by a reader of its own. */
  list<T>(name: string, entry: (reader: RecordReader) => T): readonly T[] {
    const values = this.#read(name, 'a list', (value) => (Array.isArray(value) ? (value as unknown[]) : undefined));
    return (values ?? []).map((value, index) => {
      const reader = new RecordReader(value, `${this.#at(name)}[${index}]`, {
        problems: this.#problems,
        isOfTexts: this.#isOfTexts,
      });
      const read = entry(reader);
      reader.end();
      return read;
    });
  }

  /** A field that must be there. The stand-in is never used, for a problem was noted. */
  needed<T>(name: string, value: T | undefined, standIn: T): T {
    if (value !== undefined) return value;
    if (this.#value[name] == null) this.#problems.push(`${this.#at(name)}: expected a value, got nothing`);
    return standIn;
  }

  /** Whatever stands there. */
  raw(name: string): unknown {
    this.#unread.delete(name);
    return this.#value[name];
  }

  reject(name: string, expected: string): void {
    this.#problems.push(`${this.#at(name)}: expected ${expected}, got ${described(this.#value[name])}`);
  }

  end(): void {
    for (const name of this.#unread) this.#problems.push(`${this.#at(name)}: expected a known field`);
  }

  #read<T>(name: string, expected: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = this.raw(name);
    if (value === undefined || value === null) return undefined;
    const found = read(value);
    if (found === undefined) this.reject(name, expected);
    return found;
  }

  /** Digits as they stand in a cell. */
  #number(value: unknown): unknown {
    return this.#isOfTexts && typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  }

  #entries(value: unknown): unknown {
    if (!this.#isOfTexts || typeof value !== 'string') return value;
    return value.split(';').map((entry) => entry.trim());
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

function whole(value: unknown, min: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= ID_MAX ? value : undefined;
}

function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
