// What the test carrier charges and how it numbers parcels.
import { expect, test } from 'vitest';
import { type Consignment, testInsuranceE4, testRate, testTrackingNumber } from './test-carrier.ts';

const ounces = (value: number) => ({ valueE4: value * 10_000, unit: 'ounces' as const });

test.each<[Partial<Consignment>, number, number]>([
  [{}, 45_000, 0],
  [{ weight: ounces(0) }, 45_000, 0],
  [{ weight: ounces(16) }, 45_000, 0],
  [{ weight: ounces(16.5) }, 50_000, 0],
  [{ weight: { valueE4: 20_000, unit: 'pounds' } }, 50_000, 0],
  [{ weight: { valueE4: 20_001, unit: 'pounds' } }, 55_000, 0],
  [{ weight: { valueE4: 4_535_923, unit: 'grams' } }, 45_000, 0],
  [{ weight: { valueE4: 4_535_924, unit: 'grams' } }, 50_000, 0],
  [{ weight: { valueE4: 10_000, unit: 'kilograms' } }, 55_000, 0],
  [{ packageCode: 'envelope' }, 35_000, 0],
  [{ packageCode: 'of the order' }, 45_000, 0],
  [{ serviceCode: 'test_express', isAbroad: true }, 230_000, 0],
  [{ confirmation: 'delivery' }, 45_000, 0],
  [{ confirmation: 'adult_signature' }, 45_000, 25_000],
])('%j costs %i and %i', (fields, costE4, otherE4) => {
  expect(testRate({ serviceCode: 'test_ground', isAbroad: false, ...fields })).toEqual({ costE4, otherE4 });
});

test.each([
  [undefined, 0],
  [{ isInsured: false, valueE4: 5_000_000 }, 0],
  [{ isInsured: true, valueE4: 0 }, 0],
  [{ isInsured: true, valueE4: 1_000_000 }, 10_000],
  [{ isInsured: true, valueE4: 1_000_001 }, 20_000],
])('insuring %j costs %i', (insurance, expected) => {
  expect(testInsuranceE4(insurance)).toBe(expected);
});

test.each([
  [1, 'TEST0000000000018'],
  [1234, 'TEST0000000012344'],
  [Number.MAX_SAFE_INTEGER, 'TEST90071992547409915'],
])('parcel %i has the number %s', (parcelId, expected) => {
  expect(testTrackingNumber(parcelId)).toBe(expected);
});
