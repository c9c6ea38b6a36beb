/**
 * The built-in carrier: it carries nothing, costs what its table says and asks nobody, so that whoever ships through
 * this server can be tried to the end without an account anywhere. What it answers depends on what it is asked alone.
 * Used by operate-parcel.ts for labels and by dialects for rates.
 */
import type { AmountE4 } from '../amount.ts';
import type { Insurance, Weight, WeightUnit } from '../order.ts';

export const TEST_CARRIER = 'test_carrier';
export const TEST_CARRIER_NAME = 'Test Carrier';

type Service = { code: string; name: string; baseE4: AmountE4; perPoundE4: AmountE4 };
type Package = { code: string; name: string; extraE4: AmountE4 };

export const TEST_TRANSPORTS: readonly Service[] = [
  { code: 'test_ground', name: 'Test Ground', baseE4: 40_000, perPoundE4: 5_000 },
  { code: 'test_express', name: 'Test Express', baseE4: 120_000, perPoundE4: 10_000 },
];
export const TEST_PACKAGES: readonly Package[] = [
  { code: 'package', name: 'Package', extraE4: 0 },
  { code: 'envelope', name: 'Envelope', extraE4: -10_000 },
];

const ABROAD_E4 = 100_000;
const SIGNATURE_E4 = 25_000;
/** For every hundred of value that was begun. */
const INSURANCE_E4 = 10_000;
const INSURED_STEP_E4 = 1_000_000;

export type Consignment = {
  serviceCode: string;
  packageCode?: string | undefined;
  confirmation?: string | undefined;
  weight?: Weight | undefined;
  isAbroad: boolean;
};
/** `otherE4`: for what is asked besides. */
export type Rate = { costE4: AmountE4; otherE4: AmountE4 };

export function testRate({ serviceCode, packageCode, confirmation, weight, isAbroad }: Consignment): Rate {
  const service = TEST_TRANSPORTS.find(({ code }) => code === serviceCode);
  if (service === undefined) throw new Error(`the test carrier must have the service ${serviceCode} to price it`);
  const { extraE4 = 0 } = TEST_PACKAGES.find(({ code }) => code === packageCode) ?? {};
  const costE4 = service.baseE4 + service.perPoundE4 * startedPounds(weight) + extraE4 + (isAbroad ? ABROAD_E4 : 0);
  return { costE4, otherE4: confirmation?.includes('signature') === true ? SIGNATURE_E4 : 0 };
}

export function testInsuranceE4(insurance: Insurance | undefined): AmountE4 {
  if (insurance === undefined || !insurance.isInsured) return 0;
  return INSURANCE_E4 * Math.ceil(insurance.valueE4 / INSURED_STEP_E4);
}

const NUMBER_DIGITS = 12;

/** Unlike that of any carrier there is; the last digit tells a mistyped one (Luhn). */
export function testTrackingNumber(parcelId: number): string {
  const digits = String(parcelId).padStart(NUMBER_DIGITS, '0');
  return `TEST${digits}${luhnDigit(digits)}`;
}

/** Exactly, for a pound is defined so. */
const NANOGRAMS: Readonly<Record<WeightUnit, bigint>> = {
  ounces: 28_349_523_125n,
  pounds: 453_592_370_000n,
  grams: 1_000_000_000n,
  kilograms: 1_000_000_000_000n,
};
const WEIGHT_SCALE = 10_000n;

/** At least one: the lightest parcel costs what a pound does. */
function startedPounds(weight: Weight | undefined): number {
  if (weight === undefined || weight.valueE4 <= 0) return 1;
  const pound = NANOGRAMS.pounds * WEIGHT_SCALE;
  const total = BigInt(weight.valueE4) * NANOGRAMS[weight.unit];
  return Number((total + pound - 1n) / pound);
}

function luhnDigit(digits: string): number {
  const sum = [...digits].toReversed().reduce((all, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
