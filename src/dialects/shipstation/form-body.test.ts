// Forms as the values that JSON would have said.
import { expect, test } from 'vitest';
import { valueOfForm } from './form-body.ts';

test.each([
  ['a=1&b=two+words&c=', { a: '1', b: 'two words', c: '' }],
  ['shipTo.name=Ada&shipTo%5Bcity%5D=%C3%85re', { shipTo: { name: 'Ada', city: 'Åre' } }],
  [
    'items[1].sku=B&items[0].sku=A&items[0].options[0].name=x',
    { items: [{ sku: 'A', options: [{ name: 'x' }] }, { sku: 'B' }] },
  ],
  ['items[7][sku]=A', { items: [{ sku: 'A' }] }],
  ['tagIds[]=1&tagIds[]=2', { tagIds: ['1', '2'] }],
  ['orderIds=1&orderIds=2', { orderIds: ['1', '2'] }],
  ['[1].orderNumber=2&[0].orderNumber=1', [{ orderNumber: '1' }, { orderNumber: '2' }]],
  ['__proto__.x=1&constructor=2', JSON.parse('{"__proto__":{"x":"1"},"constructor":"2"}')],
  ['', {}],
])('%s', (text, value) => {
  expect(valueOfForm(text)).toEqual({ value });
});

test.each([
  ['a=1&a.b=2', 'has a value and parts'],
  ['=1', 'leads nowhere'],
  ['a[b=1', 'leads nowhere'],
  [`${'a.'.repeat(10)}b=1`, 'leads nowhere'],
])('%s is refused', (text, told) => {
  expect(valueOfForm(text)).toEqual({ problem: expect.stringContaining(told) });
});
