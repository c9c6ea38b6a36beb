/**
 * A customer as this wire prints it, and how the register keeps one: `document` is what the first order said, `details`
 * what was said since (quirk 61). An e-mail address may belong to two customers, one registered and one not.
 * Used by the files about customers.
 */
import type { Address } from '../../core/order.ts';
import { type Entry, FORGOTTEN_NAME, type Mention } from '../../core/register/register.ts';
import { storable } from '../../core/storable.ts';
import { momentFromInstant } from '../../core/time.ts';
import { dateText } from './order-dates.ts';
import type { Settings } from './settings.ts';

export const FIELDS = [
  ...['firstName', 'lastName', 'address1', 'address2', 'zipCode', 'city', 'state', 'country', 'phoneNumber', 'gender'],
] as const;
export type CustomerFields = { readonly [name in (typeof FIELDS)[number]]?: string | undefined };

export type Consent = {
  key: string;
  name: string;
  consented: boolean;
  text: string;
  language: string;
  version: string;
  createdAt: number;
  modifiedAt: number;
};
type Facts = { email: string; isRegistered: boolean } & CustomerFields;
export type Details = CustomerFields & { consents?: readonly Consent[] };

export type Shopper = { email: string; isRegistered: boolean; address: Address };

export function mentionOf({ email, isRegistered, address }: Shopper): Mention {
  const facts: Facts = {
    ...{ email, isRegistered, firstName: address.firstName, lastName: address.lastName },
    ...{ address1: address.street1, address2: address.street2, zipCode: address.postalCode, city: address.city },
    ...{ state: address.state, country: address.country, phoneNumber: address.phone ?? address.mobile },
  };
  const name = storable(`${isRegistered ? 'registered' : 'guest'} ${email.trim().toLowerCase()}`);
  return { kind: 'shopper', name, title: email.trim(), labels: [], document: JSON.stringify(facts) };
}

export function isForgotten({ name }: Entry): boolean {
  return name.startsWith(FORGOTTEN_NAME);
}

/** What names the person: the address, names whole and apart, where he lives and is called. */
export function wordsOf(entry: Entry): readonly string[] {
  const {
    firstName = '',
    lastName = '',
    ...fields
  } = { ...(JSON.parse(entry.document) as Facts), ...detailsOf(entry) };
  const { address1 = '', phoneNumber = '' } = fields;
  const words = [entry.title, `${firstName} ${lastName}`.trim(), firstName, lastName, address1, phoneNumber];
  return words.filter((word) => word.trim() !== '');
}

export function detailsOf({ details }: Entry): Details {
  return details === null ? {} : (JSON.parse(details) as Details);
}

export function customerObject(entry: Entry, settings: Settings) {
  const { email, isRegistered, ...facts } = JSON.parse(entry.document) as Facts;
  const { consents = [], ...details } = detailsOf(entry);
  const fields: CustomerFields = { ...facts, ...details };
  const text = (name: (typeof FIELDS)[number]) => fields[name] ?? '';
  const date = (at: number) => dateText(momentFromInstant(at, 'UTC'), settings);
  return {
    customerId: String(entry.entryId),
    email,
    firstName: text('firstName'),
    lastName: text('lastName'),
    address1: text('address1'),
    address2: text('address2'),
    zipCode: text('zipCode'),
    city: text('city'),
    state: text('state'),
    country: text('country'),
    phoneNumber: text('phoneNumber'),
    newsletter: false,
    gender: text('gender'),
    registered: isRegistered,
    consents: consents.map(({ createdAt, modifiedAt, ...consent }) => ({
      ...consent,
      created: date(createdAt),
      modified: date(modifiedAt),
    })),
    created: date(entry.createdAt),
    modified: date(entry.modifiedAt ?? entry.createdAt),
  };
}
