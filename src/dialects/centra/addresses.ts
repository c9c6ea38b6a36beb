/**
 * Addresses both ways: the create call's object to the core's address, and an address to the flat
 * `delivery…` / `billing…` fields of an order that is read (quirk 32).
 * Names are the core's: what prints a label needs one name, so it is first and last name joined, or the attention line.
 */
import type { Address } from '../../core/order.ts';
import type { AddressBody } from './wire.ts';

export function addressFromWire(body: AddressBody): Address {
  const name = [body.firstName, body.lastName].filter((part) => (part ?? '').trim() !== '').join(' ');
  return {
    name: name === '' ? (body.attn ?? undefined) : name,
    firstName: body.firstName ?? undefined,
    lastName: body.lastName ?? undefined,
    attention: body.attn ?? undefined,
    company: body.company ?? undefined,
    street1: body.address ?? undefined,
    street2: body.coaddress ?? undefined,
    city: body.city ?? undefined,
    state: body.state ?? undefined,
    postalCode: body.zipcode ?? undefined,
    country: body.country.toUpperCase(),
    phone: body.tele ?? undefined,
    mobile: body.cell ?? undefined,
    email: body.email ?? undefined,
  };
}

/** `email` is where to write when the address itself states none. */
export function deliveryFields(address: Address, email: string) {
  return {
    deliveryName: address.name ?? '',
    deliveryCompany: address.company ?? '',
    deliveryEmail: address.email ?? email,
    deliveryCell: address.mobile ?? '',
    deliveryTele: address.phone ?? '',
    deliveryAddress: address.street1 ?? '',
    deliveryCoaddress: coaddressOf(address),
    deliveryZipcode: address.postalCode ?? '',
    deliveryCity: address.city ?? '',
    deliveryState: address.state ?? '',
    deliveryCountry: address.country ?? '',
  };
}

export function billingFields(address: Address, email: string) {
  return {
    billingName: address.name ?? '',
    billingCompany: address.company ?? '',
    billingEmail: address.email ?? email,
    billingTele: address.phone ?? '',
    billingAddress: address.street1 ?? '',
    billingCoaddress: coaddressOf(address),
    billingZipcode: address.postalCode ?? '',
    billingCity: address.city ?? '',
    billingState: address.state ?? '',
    billingCountry: address.country ?? '',
    billingVAT: '',
  };
}

/** Other wires have a third line of the street; this one has two. */
function coaddressOf(address: Address): string {
  return [address.street2, address.street3].filter((line) => (line ?? '') !== '').join(', ');
}
