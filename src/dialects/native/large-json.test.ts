/** A body that is parsed order by order is the same value, or the same error, as one that is parsed at once. */
import { expect, test } from 'vitest';
import { readJson } from './json-body.ts';
import { readJsonInTurns } from './large-json.ts';

const filler = 'x'.repeat(600 * 1024);
const order = (text: string) => `{"key":${JSON.stringify(text)},"note":"${filler}"}`;
const big = order('a');

const bodies: readonly [about: string, text: string][] = [
  ['an object with the array', `{"orders":[${big},{"key":"b"}]}`],
  ['members before and behind it', `{"policy":"independent","orders":[${big}],"dry_run":true}`],
  ['blanks everywhere', ` {\n "orders" : [ ${big} ,\t{ } ] , "dry_run" : false } \r\n`],
  ['a byte order mark', `\uFEFF{"orders":[${big}]}`],
  ['marks, quotes and escapes in texts', `{"orders":[${order('a "b" \\ ],[}{ \u2028 é 🙂')},${big}]}`],
  ['arrays within orders', `{"orders":[{"lines":[[1,2],[3]],"o":{"p":[]}},${big},[],null,1,"orders"]}`],
  ['other arrays beside it', `{"x":[1,[2],{"orders":[3]}],"orders":[${big}],"y":[[],{"orders":[]}]}`],
  ['an empty array, and a large member', `{"orders":[ ],"note":"${filler}"}`],
  ['a name of every object', `{"__proto__":{"a":1},"orders":[${big}]}`],
  ['twice, the last an array', `{"orders":1,"orders":[${big}]}`],
  ['twice, both arrays', `{"orders":[${big}],"orders":[1]}`],
  ['twice, the last a number', `{"orders":[${big}],"orders":1}`],
  ['twice, the last in escapes', `{"orders":[${big}],"\\u006frders":[]}`],
  ['no such array', `{"order":[${big}]}`],
  ['an object in its place', `{"orders":{"a":[${big}]}}`],
  ['an array as a whole', `[["orders"],${big}]`],
  ['a name within an array', `[1,"orders":[${big}]]`],
  ['nothing between commas', `{"orders":[${big},,1]}`],
  ['a comma behind the last', `{"orders":[${big},]}`],
  ['a comma before the first', `{"orders":[,${big}]}`],
  ['no comma', `{"orders":[${big} ${big}]}`],
  ['closed as an object', `{"orders":[${big}}}`],
  ['an order closed as an array', `{"orders":[{"a":1],${big}]}`],
  ['cut within an order', `{"orders":[${big.slice(0, -5)}`],
  ['cut behind the array', `{"orders":[${big}]`],
  ['more behind the object', `{"orders":[${big}]}]`],
  ['a byte order mark within', `{"orders":[\uFEFF${big}]}`],
  ['a text that is not closed', `{"orders":[${big},"a]}`],
];

function told(read: () => unknown): unknown {
  try {
    return JSON.stringify(read());
  } catch (error) {
    return String(error);
  }
}

test.each(bodies)('%s', async (_about, text) => {
  const body = Buffer.from(text);
  const inTurns = await readJsonInTurns({ body }, 'orders').then(JSON.stringify, String);
  expect(inTurns === told(() => readJson({ body })), inTurns?.slice(0, 200)).toBe(true);
});

test('bytes that are no UTF-8, within an order', async () => {
  const body = Buffer.concat([Buffer.from(`{"orders":[${big},"`), Buffer.from([0xff]), Buffer.from('"]}')]);
  await expect(readJsonInTurns({ body }, 'orders')).rejects.toThrow('not UTF-8');
});
