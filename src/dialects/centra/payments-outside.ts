/**
 * Accounts whose payment provider captures and refunds by itself: such a call is answered in the documented words.
 * Nothing is sent to that provider: it must be asked there.
 * Used by the files that write shipments and returns.
 */
import type { Caller } from '../../core/accounts.ts';

export const EXTERNAL_PAYMENT =
  'Action not supported by external payment plugin. Please do that action in your payment provider.';

export function isExternal({ account }: Caller): boolean {
  return account.settings.captureProvider === 'external';
}
