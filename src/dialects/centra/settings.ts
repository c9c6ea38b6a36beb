/**
 * What an account may set for this dialect, and the defaults (quirk 40). In the vendor's product these belong to the
 * plug-in instance behind one base URL; here they belong to the account behind one key.
 * Read by every route; set on the command line.
 */
import type { Account } from '../../core/accounts.ts';
import { isZone } from '../../core/time.ts';
import { type DialectSetting, dialectSettings } from '../dialect.ts';
import { BUNDLE_MODES, type BundleMode } from './bundle-lines.ts';
import { pluginSettings } from './plugin.ts';

export const settingsKnown: Readonly<Record<string, DialectSetting>> = {
  timeZone: { kind: 'zone', about: 'dates without an offset are read and written in it; Europe/Stockholm by default' },
  currency: { kind: 'text', about: 'currency of orders, three letters; none by default' },
  isNewestFirst: { kind: 'flag', about: 'the list of orders begins with the newest; with the oldest by default' },
  ...pluginSettings,
  bundlesInOrders: { kind: 'choice', choices: BUNDLE_MODES, about: 'how orders show bundles; items by default' },
  bundlesInShipments: { kind: 'choice', choices: BUNDLE_MODES, about: 'how shipments show bundles; items by default' },
  keepsGuests: { kind: 'flag', about: 'orders that register nobody make an unregistered customer; not by default' },
  isReturnRestocked: { kind: 'flag', about: 'returns that do not say become stock again; not by default' },
  store: { kind: 'number', about: 'vouchers of other stores cannot be cloned; those of all by default' },
  supplierWarehouse: { kind: 'number', about: 'deliveries to this warehouse are received; the main one by default' },
};

export type Settings = {
  timeZone: string;
  currency: string | undefined;
  isNewestFirst: boolean;
  isReturnRestocked: boolean;
  keepsGuests: boolean;
  bundlesInOrders: BundleMode;
  bundlesInShipments: BundleMode;
  /** Null: all of them. */
  store: number | null;
  /** Null: the main one. */
  supplierWarehouse: number | null;
};

/** An account object stands for one reading of the store, so a changed setting comes with a new one. */
const settingsByAccount = new WeakMap<Account, Settings>();

export function settingsOf(account: Account): Settings {
  const known = settingsByAccount.get(account);
  if (known !== undefined) return known;
  const stated = dialectSettings(account, 'centra');
  const { timeZone, currency, isNewestFirst, isReturnRestocked, keepsGuests } = stated;
  const settings: Settings = {
    timeZone: typeof timeZone === 'string' && isZone(timeZone) ? timeZone : 'Europe/Stockholm',
    currency: typeof currency === 'string' && currency !== '' ? currency.toUpperCase() : undefined,
    isNewestFirst: isNewestFirst === true,
    isReturnRestocked: isReturnRestocked === true,
    keepsGuests: keepsGuests === true,
    bundlesInOrders: bundleModeOf(stated.bundlesInOrders),
    bundlesInShipments: bundleModeOf(stated.bundlesInShipments),
    store: typeof stated.store === 'number' ? stated.store : null,
    supplierWarehouse: typeof stated.supplierWarehouse === 'number' ? stated.supplierWarehouse : null,
  };
  settingsByAccount.set(account, settings);
  return settings;
}

function bundleModeOf(stated: unknown): BundleMode {
  return BUNDLE_MODES.find((mode) => mode === stated) ?? 'items';
}
