// What the parameters of a list mean to the store, and which of them are refused.
import { expect, test } from 'vitest';
import { RequestError } from '../dialect.ts';
import { ZONE } from './fixtures.ts';
import { queryFromParameters } from './list-orders.ts';
import { Parameters } from './parameters.ts';

function listed(query: string) {
  return queryFromParameters(new Parameters(new URLSearchParams(query), ZONE));
}

test('without parameters: the first hundred by id', () => {
  const { query, page } = listed('');
  expect(page).toBe(1);
  expect(JSON.parse(JSON.stringify(query))).toEqual({ sort: 'orderId', isDescending: false, offset: 0, limit: 100 });
});

const at = (instant: string) => Date.parse(instant);

test.each([
  ['customerName=Ada%20Berg', { customerName: 'Ada Berg' }],
  ['customerName=Ada+Berg', { customerName: 'Ada Berg' }],
  ['itemKeyword=mug', { lineKeyword: 'mug' }],
  ['orderNumber=10', { numberPrefix: '10' }],
  ['orderStatus=awaiting_shipment', { statuses: ['open'] }],
  ['orderStatus=rejected_fulfillment', { statuses: ['rejected'] }],
  ['orderStatus=Cancelled', { statuses: ['canceled'] }],
  ['storeId=26815', { storeId: 26815 }],
  ['storeID=0', { storeId: 0 }],
  ['customsCountryCode=se', { originCountry: 'se' }],
  ['createDateStart=2015-01-02', { created: { from: at('2015-01-02T08:00:00Z') } }],
  ['createdatestart=2015-01-02', { created: { from: at('2015-01-02T08:00:00Z') } }],
  ['createDateEnd=2015-01-02', { created: { to: at('2015-01-02T08:00:00Z') } }],
  [
    'modifyDateStart=2015-06-29+08:46:27&modifyDateEnd=2015-06-29T08%3A46%3A28.5',
    { modified: { from: at('2015-06-29T15:46:27Z'), to: at('2015-06-29T15:46:28.500Z') } },
  ],
  ['orderDateStart=6-29-2015', { placed: { from: at('2015-06-29T07:00:00Z') } }],
  ['orderDateEnd=2015-06-29T08:46:27-00:00', { placed: { to: at('2015-06-29T08:46:27Z') } }],
  // A plus that nobody encoded is a blank by the time it is read.
  ['paymentDateStart=2015-06-29T08:46:27+02:00', { paid: { from: at('2015-06-29T06:46:27Z') } }],
  ['paymentDateEnd=2015-06-29T08:46:27Z', { paid: { to: at('2015-06-29T08:46:27Z') } }],
  ['importBatch={6C4F2D15-7698-6113-4B90-D8CD13D32A24}', { batchId: '6c4f2d15-7698-6113-4b90-d8cd13d32a24' }],
  ['importBatch=6c4f2d15769861134b90d8cd13d32a24', { batchId: '6c4f2d15-7698-6113-4b90-d8cd13d32a24' }],
  ['sortBy=OrderDate', { sort: 'placedAt', isDescending: false }],
  ['sortBy=modifydate&sortDir=desc', { sort: 'modifiedAt', isDescending: true }],
  ['sortBy=createDate&sortDir=ASC', { sort: 'createdAt', isDescending: false }],
  ['page=3&pageSize=20', { offset: 40, limit: 20 }],
  ['pageSize=500', { limit: 500 }],
  ['pageSize=501&page=2', { limit: 500, offset: 500 }],
  ['orderStatus=&storeId=&page=&sortBy=&createDateStart=%20', { limit: 100, offset: 0 }],
  ['orderNumber=A&OrderNumber=B', { numberPrefix: 'A' }],
  ['whatever=1', {}],
])('%s', (query, expected) => {
  expect(listed(query).query).toMatchObject(expected);
});

test.each([
  ['page=0', 'page', 'a whole number of at least 1'],
  ['page=-1', 'page', 'a whole number of at least 1'],
  ['page=1.5', 'page', 'a whole number of at least 1'],
  ['pageSize=0', 'pageSize', 'a whole number of at least 1'],
  ['pageSize=many', 'pageSize', 'a whole number of at least 1'],
  ['storeId=x', 'storeId', 'a whole number of at least 0'],
  ['orderStatus=prepared', 'orderStatus', 'one of awaiting_payment, awaiting_shipment,'],
  ['sortBy=Name', 'sortBy', 'one of OrderDate, ModifyDate, CreateDate'],
  ['sortDir=up', 'sortDir', 'one of ASC, DESC'],
  ['createDateStart=yesterday', 'createDateStart', 'a date or a date and time'],
  ['orderDateEnd=2015-02-30', 'orderDateEnd', 'a date or a date and time'],
  ['importBatch=7', 'importBatch', 'a GUID'],
  ['customsCountryCode=SWE', 'customsCountryCode', 'a two-letter country code'],
])('%s is refused', (query, name, expected) => {
  const given = query.slice(query.indexOf('=') + 1);
  const refusal = () => listed(query);
  expect(refusal).toThrow(RequestError);
  expect(refusal).toThrow(`The value "${given}" is not valid for ${name}: expected ${expected}`);
  expect(refusal).toThrow(expect.objectContaining({ code: 'parameter_invalid', field: name }));
});
