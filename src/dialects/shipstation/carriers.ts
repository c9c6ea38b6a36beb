/**
 * Which carriers there are: those that an operator has set up, and the built-in test carrier, which is known by its code
 * to every account and listed where nobody has set up any (quirk 41).
 * Called by the routes that list and look up carriers.
 */
import { TEST_CARRIER, TEST_CARRIER_NAME, TEST_PACKAGES, TEST_TRANSPORTS } from '../../core/shipments/test-carrier.ts';
import type { RouteContext } from '../dialect.ts';
import { keptOf, type WireCarrier } from './master-wires.ts';

const offered = (offers: readonly { code: string; name: string }[]) =>
  offers.map(({ code, name }) => ({ code, name, domestic: true, international: true }));

const testCarrier: WireCarrier = {
  code: TEST_CARRIER,
  name: TEST_CARRIER_NAME,
  accountNumber: 'TEST',
  primary: true,
  packages: offered(TEST_PACKAGES),
  services: offered(TEST_TRANSPORTS),
};

export async function listedCarriers(context: RouteContext): Promise<readonly WireCarrier[]> {
  const kept = await keptOf<WireCarrier>(context, 'carrier');
  return kept.length === 0 ? [testCarrier] : kept.map(({ value }) => value);
}

/** By its code, or by the number it has as a provider. */
export async function findCarrier(context: RouteContext, name: string): Promise<WireCarrier | undefined> {
  const kept = await keptOf<WireCarrier>(context, 'carrier');
  const known = [...kept.map(({ value }) => value), testCarrier];
  return (
    known.find(({ code }) => code === name) ??
    known.find(({ shippingProviderId }) => String(shippingProviderId) === name)
  );
}
