/**
 * The value of a setting, from what was typed or from what a file states. Every kind has one form in which it is kept;
 * what cannot be brought into it is told with what would be.
 * Used by settings.ts alone.
 */
import { type DialectSetting, isZone } from '../main.ts';

export type SettingValue = string | number | boolean | readonly string[] | readonly number[];
/** `read` is undefined when the value is none of the setting. */
type Read = { expected: string; read: SettingValue | undefined };

export function valueFrom(setting: DialectSetting, stated: unknown): Read {
  const text = typeof stated === 'object' ? '' : String(stated);
  switch (setting.kind) {
    case 'zone':
      return { expected: 'an IANA time zone, such as Europe/Berlin', read: isZone(text) ? text : undefined };
    case 'choice':
      return { expected: setting.choices.join(' or '), read: setting.choices.find((choice) => choice === text) };
    case 'choices':
      return choicesFrom(setting.choices, stated);
    case 'ids':
      return idsFrom(stated);
    case 'flag':
      return { expected: 'true or false', read: ['true', 'false'].includes(text) ? text === 'true' : undefined };
    case 'number': {
      const isNumber = text.trim() !== '' && Number.isFinite(Number(text));
      return { expected: 'a number', read: isNumber ? Number(text) : undefined };
    }
    case 'text':
    case 'secret':
      return { expected: 'a text', read: typeof stated === 'string' ? stated : undefined };
  }
}

/** A list, or its entries with commas between them; nothing is an empty list. */
function entriesOf(stated: unknown): readonly string[] {
  if (Array.isArray(stated)) return stated.map(String);
  const text = String(stated).trim();
  return text === '' ? [] : text.split(',').map((entry) => entry.trim());
}

function choicesFrom(choices: readonly string[], stated: unknown): Read {
  const entries = entriesOf(stated).map((entry) => choices.find((choice) => isSame(choice, entry)));
  const expected = `some of ${choices.join(', ')}, with commas between them`;
  return { expected, read: entries.includes(undefined) ? undefined : (entries as string[]) };
}

function idsFrom(stated: unknown): Read {
  const entries = entriesOf(stated);
  const areIds = entries.every((entry) => /^\d{1,15}$/.test(entry));
  return { expected: 'whole numbers with commas between them', read: areIds ? entries.map(Number) : undefined };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
