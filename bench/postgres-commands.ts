/**
 * Commands as a busy shop sends them, and the same orders as bare rows: for benchmarks of the PostgreSQL driver by
 * itself. An order is two and a half kilobytes, as one with three lines and two addresses is on the wire.
 * Used by postgres-driver.ts.
 */
import { randomUUID } from 'node:crypto';
import type { Command } from '../src/core/command.ts';
import { sealDraft } from '../src/core/intake.ts';
import type { OrderContent } from '../src/core/order.ts';

export type Load = { accountId: number; orders: number; perCommand: number; note: string };

/** Keys in no order, as they come from several sources; the same keys for every note. */
export function commandsOf({ accountId, orders, perCommand, note }: Load): Command[] {
  return Array.from({ length: orders / perCommand }, (_, batch) => ({
    accountId,
    batchId: randomUUID(),
    at: Date.now(),
    receiptKey: null,
    splitRules: [],
    items: Array.from({ length: perCommand }, (_, place) => itemOf((batch * perCommand + place) * 7_919, place, note)),
  }));
}

function itemOf(index: number, label: number, note: string) {
  const named = { pointer: `/${label}`, linesPointer: `/${label}/items`, orderId: null, orderKey: `key-${index}` };
  const content = contentOf(index, note);
  const draft = sealDraft({ ...named, content, isNumberClaimed: false, isSplittable: false }, randomUUID());
  return { label, draft };
}

function contentOf(index: number, note: string): OrderContent {
  const address = {
    name: `Customer ${index % 1_000}`,
    company: 'Wholesale & Sons',
    street1: `${index} Harbor Street`,
    street2: 'Building "C", second floor',
    city: 'Göteborg',
    state: 'VG',
    postalCode: '411 17',
    country: 'SE',
    phone: `+46 31 ${index}`,
  };
  const lines = [1, 2, 3].map((line) => ({
    key: `${index}-${line}`,
    sku: `SKU-${(index + line) % 10_000}`,
    name: `A thing of the kind that is sold by the dozen, number ${line}`,
    quantity: line,
    unitPriceE4: 995_000 + line,
    imageUrl: `https://images.example.com/${index}/${line}.jpg`,
    weight: { valueE4: 120_000, unit: 'grams' as const },
    options: [
      { name: 'Size', value: 'L' },
      { name: 'Color', value: 'Deep harbor blue' },
    ],
  }));
  return {
    number: `B-${index}`,
    status: 'open',
    placedAt: { at: 1_700_000_000_000 + index, wall: '2023-11-14T22:13:20', zone: 'UTC' },
    billTo: address,
    shipTo: address,
    lines,
    amountPaidE4: 5_970_000,
    customerNote: `Please ring twice. ${note}`,
    internalNote: 'Packed on Tuesdays only; the customer prefers paper to plastic and returns the box.',
    shipping: { carrierCode: 'postal', serviceCode: 'parcel', confirmation: 'signature' },
    customFields: ['wholesale', null, 'autumn'],
    extras: { bench: { source: 'bench', advanced: { a: 1, b: 'two', c: [1, 2, 3], d: 'x'.repeat(600) } } },
  };
}
