/**
 * What an account may set for this dialect, and the defaults (quirks 7 and 15).
 * Read by every route that reads or writes orders; set on the command line. A setting that makes no sense is a
 * fault of ours to be mended, never a guess: a wrong zone would move every time by hours.
 */
import type { Account } from '../../core/accounts.ts';
import { isZone } from '../../core/time.ts';
import { type DialectSetting, dialectSettings } from '../dialect.ts';

export const settingsKnown: Readonly<Record<string, DialectSetting>> = {
  timeZone: {
    kind: 'zone',
    about: 'times without an offset are read and written in it; America/Los_Angeles by default',
  },
  lockedUpdate: {
    kind: 'choice',
    choices: ['refuse', 'keep'],
    about: 'createorder on a shipped or canceled order: refuse (by default), or keep: 200 and the order as it stands',
  },
  callsPerMinute: {
    kind: 'number',
    about: 'calls a key may make in a minute of the clock, 40 at the vendor; as the server is configured by default',
  },
  webhookSecret: {
    kind: 'secret',
    about: 'signs the deliveries of webhooks that are subscribed from now on; without it they are not signed',
  },
};

export type Settings = {
  timeZone: string;
  lockedUpdate: 'refuse' | 'keep';
  /** Undefined: as the server is configured. */
  callsPerMinute: number | undefined;
  webhookSecret: string | null;
};

/** An account object stands for one reading of the store, so a changed setting comes with a new one. */
const settingsByAccount = new WeakMap<Account, Settings>();

export function settingsOf(account: Account): Settings {
  const known = settingsByAccount.get(account);
  if (known !== undefined) return known;
  const stated = dialectSettings(account, 'shipstation');
  const { timeZone = 'America/Los_Angeles', lockedUpdate = 'refuse', webhookSecret = null, callsPerMinute } = stated;
  if (typeof timeZone !== 'string' || !isZone(timeZone)) throw new Error('the account has no valid time zone');
  if (lockedUpdate !== 'refuse' && lockedUpdate !== 'keep') throw new Error('lockedUpdate must be refuse or keep');
  if (webhookSecret !== null && typeof webhookSecret !== 'string') throw new Error('webhookSecret must be a text');
  if (callsPerMinute !== undefined && typeof callsPerMinute !== 'number')
    throw new Error('callsPerMinute must be a number');
  const calls = callsPerMinute === undefined ? undefined : Math.max(1, Math.floor(callsPerMinute));
  const settings: Settings = { timeZone, lockedUpdate, callsPerMinute: calls, webhookSecret };
  settingsByAccount.set(account, settings);
  return settings;
}
