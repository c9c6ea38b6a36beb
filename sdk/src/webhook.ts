/**
 * Whether a webhook is what Bulkhead has sent: Standard Webhooks signatures (HMAC-SHA-256 over id, time and body).
 * The body must be the text as it came in, not JSON that was parsed and written again.
 * Stands alone: a receiver needs no client.
 */

export type WebhookHeaders = { id: string; timestamp: string; signature: string };

/** How far the sender's clock and ours may be apart; older ones may be played back by somebody else. */
const TOLERANCE_SECONDS = 300;
const SECRET_PREFIX = 'whsec_';

/** `secret` as it was shown, with its `whsec_`. `now`: milliseconds since the epoch. */
export async function verifyWebhook(
  body: string,
  headers: Headers | WebhookHeaders | Readonly<Record<string, string | undefined>>,
  secret: string | { secret: string; now: number },
): Promise<boolean> {
  const { secret: key, now } = typeof secret === 'string' ? { secret, now: Date.now() } : secret;
  const { id, timestamp, signature } = namedOf(headers);
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (id === '' || !(Math.abs(now / 1_000 - seconds) <= TOLERANCE_SECONDS)) return false;
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', bytesOf(key.replace(SECRET_PREFIX, '')), hmac, false, [
    'verify',
  ]);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const given of signature.split(' ')) {
    const [version, text = ''] = given.split(',');
    const bytes = version === 'v1' ? readBytes(text) : null;
    if (bytes !== null && (await crypto.subtle.verify('HMAC', imported, bytes, signed))) return true;
  }
  return false;
}

function namedOf(headers: Headers | WebhookHeaders | Readonly<Record<string, string | undefined>>): WebhookHeaders {
  const read = (name: string) => {
    if (headers instanceof Headers) return headers.get(`webhook-${name}`) ?? '';
    const plain = headers as Readonly<Record<string, string | undefined>>;
    return plain[`webhook-${name}`] ?? plain[name] ?? '';
  };
  return { id: read('id'), timestamp: read('timestamp'), signature: read('signature') };
}

function readBytes(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return bytesOf(base64);
  } catch {
    return null;
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
