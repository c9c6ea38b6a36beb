/**
 * The texts of lines that keywords are looked for in, held in memory while the lists of an account stand still: the
 * second keyword that is asked for meanwhile reads them, all others find them here. Amid writes they are looked for in the
 * database instead. Pure; for the readers of lists in every driver.
 */

/** Of one account; a text has some thirty characters. */
const TEXTS_MAX = 100_000;
const ACCOUNTS_MAX = 10;

/** Null before they were read; there may be too many to hold. */
type Held = { eventId: number; texts: readonly string[] | null | 'many' };
type Standing = { accountId: number /** Up to which event the lists have come. */; eventId: number };

export class HeldTexts {
  readonly #held = new Map<number, Held>();

  /** Those that hold the part; null when they are not held. */
  find({ accountId, eventId }: Standing, part: string): readonly string[] | null {
    const held = this.#held.get(accountId);
    if (held?.eventId !== eventId || held.texts === null || held.texts === 'many') return null;
    return held.texts.filter((text) => text.includes(part));
  }

  /** Whether somebody asked before, and nothing has changed since. */
  isWorthReading({ accountId, eventId }: Standing): boolean {
    const held = this.#held.get(accountId);
    if (held?.eventId === eventId) return held.texts !== 'many';
    this.#keep({ accountId, eventId }, null);
    return false;
  }

  /** All of the account. */
  keep(standing: Standing, texts: readonly string[]): void {
    this.#keep(standing, texts.length <= TEXTS_MAX ? texts : 'many');
  }

  #keep({ accountId, eventId }: Standing, texts: Held['texts']): void {
    this.#held.delete(accountId);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size < ACCOUNTS_MAX) break;
      this.#held.delete(oldest);
    }
    this.#held.set(accountId, { eventId, texts });
  }
}
