/**
 * Who is calling: the key as the user and the secret as the password of Basic credentials.
 * Never looks at the query or the body. A wrong secret costs what a right one costs: the key ring sees to it, so
 * credentials that are missing or cannot be read are looked up like any wrong ones.
 * Called by the server before a request is read.
 */
import type { Caller, KeyRing } from '../../core/accounts.ts';
import { RequestError, type WireRequest } from '../dialect.ts';

const BASIC = /^Basic +([A-Za-z0-9+/_-]+={0,2})$/i;

export async function authenticate(request: WireRequest, keys: KeyRing): Promise<Caller> {
  const { keyId, secret } = pairOf(request.headers.authorization ?? '');
  const caller = await keys.callerOfPair(keyId, secret);
  if (caller === null)
    throw new RequestError('unauthorized', 'Authorization: expected Basic with a valid key and secret');
  return caller;
}

/** A secret may hold colons, a key id cannot. */
function pairOf(header: string): { keyId: string; secret: string } {
  const pair = Buffer.from(BASIC.exec(header.trim())?.[1] ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? { keyId: '', secret: '' } : { keyId: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}
