/**
 * `bulkhead shipments`: how an account ships. `capture` says who captures a payment when goods leave: it is recorded
 * as done by hand, or refused because the payment's provider does it.
 * A running server follows within a second.
 */
import type { Command } from 'commander';
import { CAPTURE_PROVIDERS } from '../main.ts';
import { addAccountOptions, type OfflineOptions, withAccount } from './offline.ts';
import { CommandError } from './print.ts';

export function addShipments(program: Command): void {
  const shipments = program.command('shipments').description('how goods leave');
  addAccountOptions(
    shipments.command('capture <provider>').description(`who captures payments: ${CAPTURE_PROVIDERS.join(' or ')}`),
  ).action(setProvider);
}

async function setProvider(text: string, options: OfflineOptions): Promise<void> {
  const captureProvider = CAPTURE_PROVIDERS.find((known) => known === text);
  if (captureProvider === undefined) {
    throw new CommandError(`expected ${CAPTURE_PROVIDERS.join(' or ')}, got ${JSON.stringify(text)}`);
  }
  await withAccount(options, async (store, { accountId, settings }) => {
    await store.saveSettings(accountId, { ...settings, captureProvider });
    console.log(
      captureProvider === 'manual' ? 'Captures are recorded.' : 'Captures are refused: the provider does them.',
    );
  });
}
