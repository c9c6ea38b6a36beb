// The printer's thread: it starts with the first label, answers each its own, and one that dies is followed by another.
import { afterAll, expect, test } from 'vitest';
import type { Parcel } from '../core/shipments/parcel.ts';
import { LabelPrinter } from './label-printer.ts';
import { drawTestLabel } from './test-label.ts';

const parcelOf = (parcelId: number, fields: Partial<Parcel> = {}): Parcel => ({
  ...{ parcelId, kind: 'label', batchId: 'b', createdAt: 0, orderId: null, trackingNumber: `T${parcelId}` },
  ...{ shippedAt: { at: 0, wall: '2026-11-23', zone: 'UTC' }, costE4: 0, insuranceCostE4: 0, lines: [] },
  ...fields,
});

const printer = new LabelPrinter();
afterAll(() => printer.close());

test('draws as one who draws himself, each label for its own parcel', async () => {
  const ids = [1, 2, 3, 4];
  const drawn = await Promise.all(ids.map((id) => printer.draw(parcelOf(id))));
  for (const [index, id] of ids.entries()) expect(drawn[index]).toEqual(await drawTestLabel(parcelOf(id)));
});

test('a label that cannot be drawn is a fault of its own', async () => {
  const broken = printer.draw(parcelOf(1, { shippedAt: null as never }));
  const [first, second] = await Promise.allSettled([broken, printer.draw(parcelOf(2))]);
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
});

test('closed in the middle of its work it fails what it drew, and draws again when it is asked', async () => {
  const cut = printer.draw(parcelOf(1));
  const [first] = await Promise.allSettled([cut, printer.close()]);
  expect(first.status).toBe('rejected');
  expect((await printer.draw(parcelOf(1))).subarray(0, 5).toString()).toBe('%PDF-');
});
