/**
 * The rows of the reference about customers, with the schemas of what they answer: keys are always there, an empty text
 * where there is nothing. Held to what is printed by the test that walks the reference.
 * A part of reference.ts.
 */
import { each, listOf, shape } from '../answer-shape.ts';
import type { RouteDoc } from '../reference.ts';
import { Type } from '../type-box.ts';
import { CustomerBody } from './customers.ts';
import { date, reading, text, window, writing } from './reference-rows.ts';

const ok = { status: Type.Literal('ok') };
const Consent = shape({
  ...each('text', 'key name'),
  consented: 'flag',
  ...each('text', 'text language version created modified'),
});
const Customer = shape(
  {
    ...each('text', 'customerId email firstName lastName address1 address2 zipCode city state country phoneNumber'),
    newsletter: 'flag',
    gender: 'text',
    registered: 'flag',
    consents: listOf(Consent),
    ...each('text', 'created modified'),
  },
  'Customer',
);

export const customerRoutes: Record<string, RouteDoc> = {
  'GET /customers': reading('List customers', shape({ ...ok, customers: listOf(Customer) }), {
    email: text('With this e-mail address, without regard to case.'),
    created: date('Created then or later.'),
    modified: date('Changed then or later.'),
    ...window,
  }),
  'GET /customers/{customerId}': reading('Get a customer', shape({ ...ok, customer: Customer })),
  'PUT /customers/{customerId}': writing('Update a customer', shape({ ...ok, customer: Customer }), {
    schema: CustomerBody,
  }),
  'PUT /anonymize-customer/{customerId}': writing('Forget a customer', shape({ ...ok, msg: 'text' })),
};

export const customerSchemas = [Customer];
