/**
 * The parameters of a query, read by kind. Names are matched in any case (quirk 2), the first of a repeated name
 * counts, and an empty value is none. What cannot be read throws a RequestError that names the parameter, in the
 * vendor's words followed by what was expected. Used by the routes that list.
 */
import type { TimeRange } from '../../core/time.ts';
import { RequestError, type WireRequest } from '../dialect.ts';
import { describeValue } from '../schema.ts';
import { momentFromQuery } from './times.ts';

const GUID = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/;

export class Parameters {
  readonly #valueByName = new Map<string, string>();
  readonly #zone: string;

  /** `zone`: of times without an offset. */
  constructor(query: URLSearchParams, zone: string) {
    this.#zone = zone;
    for (const [name, value] of query) {
      const lower = name.toLowerCase();
      if (!this.#valueByName.has(lower) && value.trim() !== '') this.#valueByName.set(lower, value.trim());
    }
  }

  text(name: string): string | undefined {
    return this.#valueByName.get(name.toLowerCase());
  }

  whole(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw invalid(name, text, `a whole number of at least ${min}`);
  }

  /** The choice as it is spelled in the list. */
  choice(name: string, choices: readonly string[]): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const choice = choices.find((known) => known.toLowerCase() === text.toLowerCase());
    if (choice !== undefined) return choice;
    throw invalid(name, text, `one of ${choices.join(', ')}`);
  }

  /** Milliseconds since the epoch. */
  instant(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const moment = momentFromQuery(text, this.#zone);
    if (moment !== null) return moment.at;
    throw invalid(name, text, 'a date or a date and time, YYYY-MM-DD hh:mm:ss');
  }

  /** Both ends inclusive; a date alone is its midnight, at either end (quirk 20). */
  range(name: string): TimeRange | undefined {
    const from = this.instant(`${name}Start`);
    const to = this.instant(`${name}End`);
    return from === undefined && to === undefined ? undefined : { from, to };
  }

  country(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined || /^[a-z]{2}$/i.test(text)) return text;
    throw invalid(name, text, 'a two-letter country code (ISO 3166), such as US');
  }

  /** In lower case with dashes. */
  guid(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const groups = GUID.exec(text.toLowerCase())?.slice(1);
    if (groups !== undefined) return groups.join('-');
    throw invalid(name, text, 'a GUID');
  }
}

/** An id that is no number is told from one that names nothing (quirk 19). */
export function idInPath({ params }: Pick<WireRequest, 'params'>, name: string): number {
  const text = params[name] ?? '';
  const id = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(id)) return id;
  throw invalid(name, text, 'a whole number');
}

function invalid(name: string, text: string, expected: string): RequestError {
  const message = `The value ${describeValue(text)} is not valid for ${name}: expected ${expected}.`;
  return new RequestError('parameter_invalid', message, { field: name });
}
