/**
 * Who is calling: the secret alone, in the header `API-Authorization`, or after `Bearer` in `Authorization` (quirk 1).
 * Never looks at the key id, the query or the body. A wrong secret costs what a right one costs: the key ring sees to it.
 * Called by the server before a request is read.
 */
import type { Caller, KeyRing } from '../../core/accounts.ts';
import { RequestError, type WireRequest } from '../dialect.ts';

const BEARER = /^Bearer +(.+)$/i;

export async function authenticate(request: WireRequest, keys: KeyRing): Promise<Caller> {
  const caller = await keys.callerOfSecret(secretOf(request.headers));
  if (caller === null) {
    throw new RequestError(
      'unauthorized',
      'API-Authorization: expected the secret of an API key, got none that is valid',
    );
  }
  return caller;
}

/** Without any credentials the empty secret is looked up like any wrong one. */
function secretOf(headers: WireRequest['headers']): string {
  const own = headers['api-authorization']?.trim();
  if (own !== undefined && own !== '') return own;
  return BEARER.exec(headers.authorization?.trim() ?? '')?.[1] ?? '';
}
