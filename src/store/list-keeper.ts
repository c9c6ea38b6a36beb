/**
 * Keeps the lists near what was committed, so that whoever asks for one waits for little: settles an account once its
 * writers pause, or once much has piled up. Lists are exact without it, for whoever asks settles what is left; so a
 * failure here is nobody's, and is met again there. One for every open store.
 */

/** Writers that pause as long are done for now; settling meanwhile would cost them. */
const PAUSE_MS = 1_000;
/** How often it is looked whether they have. */
const LOOK_MS = 100;
/**
 * A list that is asked for amid writes waits for as many orders at most: two or three seconds. Settling costs as much as
 * taking in, so a burst is settled behind it and not amid it.
 */
const BACKLOG_MAX = 30_000;

/** Settles some of an account's orders; true when there may be more. */
export type Settle = (accountId: number) => Promise<boolean>;

export class ListKeeper {
  readonly #settle: Settle;
  readonly #accounts = new Set<number>();
  #backlog = 0;
  #writtenAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #isStopped = false;

  constructor(settle: Settle) {
    this.#settle = settle;
  }

  /** After every commit, with how many orders it may have changed. */
  note(accountId: number, orders: number): void {
    this.#accounts.add(accountId);
    this.#backlog += orders;
    this.#writtenAt = performance.now();
    this.#wait();
  }

  /** What is under way is finished. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #wait(): void {
    if (this.#isStopped || this.#timer !== null || this.#running !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (performance.now() - this.#writtenAt < PAUSE_MS && this.#backlog < BACKLOG_MAX) return this.#wait();
      this.#running = this.#settleAll().finally(() => {
        this.#running = null;
        if (this.#accounts.size > 0) this.#wait();
      });
    }, LOOK_MS).unref();
  }

  async #settleAll(): Promise<void> {
    this.#backlog = 0;
    const accounts = [...this.#accounts];
    this.#accounts.clear();
    for (const accountId of accounts) await this.#settleAccount(accountId);
  }

  async #settleAccount(accountId: number): Promise<void> {
    try {
      while (!this.#isStopped && (await this.#settle(accountId)));
    } catch {
      // The next list of this account settles it, or tells why it cannot.
    }
  }
}
