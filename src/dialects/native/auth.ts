/**
 * Credentials of this wire: `Authorization: Bearer <secret>`; the secret alone names its key (decision 13).
 * A missing, malformed or wrong one is 'unauthorized', and which of these it was is told only as far as it helps.
 * Called by the spines before anything of the request is read.
 */
import type { Caller, KeyRing } from '../../core/accounts.ts';
import { RequestError, type WireRequest } from '../dialect.ts';

const BEARER = /^bearer +([\x21-\x7e]+) *$/i;

export async function authenticate(request: WireRequest, keys: KeyRing): Promise<Caller> {
  const header = request.headers.authorization;
  if (header === undefined) throw unauthorized('Expected the header Authorization: Bearer <secret>, got none.');
  const secret = BEARER.exec(header)?.[1];
  if (secret === undefined) throw unauthorized('Authorization: expected Bearer <secret>, got something else.');
  const caller = await keys.callerOfSecret(secret);
  if (caller === null) throw unauthorized('The secret is of no key, or of one that was revoked.');
  return caller;
}

function unauthorized(message: string): RequestError {
  return new RequestError('unauthorized', message, { field: 'Authorization' });
}
