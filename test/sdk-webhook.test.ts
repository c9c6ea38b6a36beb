// Signatures of webhooks, by the example of the standard and by what must not pass.
import { expect, test } from 'vitest';
import { verifyWebhook } from '../sdk/src/index.ts';

// The example of the Standard Webhooks specification.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = '{"test": 2432232314}';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const timestamp = '1614265330';
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const at = { secret, now: Number(timestamp) * 1_000 };
const headers = (fields: Record<string, string> = {}) => ({
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': signature,
  ...fields,
});

test.each([
  ['as it was signed', body, headers(), at, true],
  ['as named fields', body, { id, timestamp, signature }, at, true],
  ['as Headers', body, new Headers(headers()), at, true],
  ['the right signature among others', body, headers({ 'webhook-signature': `v1,AAAA v2,x ${signature}` }), at, true],
  ['a little later', body, headers(), { secret, now: at.now + 299_000 }, true],
  ['too late', body, headers(), { secret, now: at.now + 301_000 }, false],
  ['too early', body, headers(), { secret, now: at.now - 301_000 }, false],
  ['another body', `${body} `, headers(), at, false],
  ['another id', body, headers({ 'webhook-id': 'msg_x' }), at, false],
  ['another time', body, headers({ 'webhook-timestamp': '1614265331' }), at, false],
  ['no time', body, headers({ 'webhook-timestamp': 'now' }), at, false],
  ['no signature', body, headers({ 'webhook-signature': '' }), at, false],
  ['another version', body, headers({ 'webhook-signature': signature.replace('v1', 'v2') }), at, false],
  ['what is no base64', body, headers({ 'webhook-signature': 'v1,%%%' }), at, false],
  ['another secret', body, headers(), { ...at, secret: 'whsec_AAAA' }, false],
  ['now, a signature of long ago', body, headers(), secret, false],
])('%s', async (_name, text, given, key, expected) => {
  expect(await verifyWebhook(text, given, key)).toBe(expected);
});
