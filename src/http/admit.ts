/**
 * Lets a caller in, or throws: 'unauthorized' (by the dialect), 'scope_missing', 'rate_limited'.
 * In this order, so that a wrong key is never counted and learns nothing about limits.
 * Both spines begin with it, before they read a byte of the body.
 */
import { type Caller, hasScope, type Scope } from '../core/accounts.ts';
import { type Dialect, RequestError, type Route, type RouteContext } from '../dialects/dialect.ts';
import type { ServerParts } from './parts.ts';
import { rateLimited } from './rate-limit.ts';
import type { Visit } from './visit.ts';

/** A visit whose route is known. */
export type Located<R extends Route = Route> = Visit & { dialect: Dialect; route: R };

export async function admit(visit: Located, parts: ServerParts): Promise<RouteContext> {
  const { dialect, route, request } = visit;
  const caller = await dialect.authenticate(request, parts.keys);
  visit.caller = caller;
  assertScope(caller, route.scope);
  const { usage, isExceeded } = parts.rateLimit.count(caller, dialect.callsPerMinute?.(caller.account));
  visit.usage = usage;
  if (isExceeded) throw rateLimited(usage);
  const { orders, catalog, supply, endpoints, jobs, masters, parcels, register, drawLabel, clock } = parts;
  const stores = { orders, catalog, supply, endpoints, jobs, masters, parcels, register };
  return { request, caller, ...stores, drawLabel, clock, publicUrl: parts.publicUrl() };
}

function assertScope(caller: Caller, needed: Scope): void {
  if (hasScope(caller, needed)) return;
  const message = `Expected a key with the scope ${needed}, got one with ${caller.scopes.join(', ') || 'none'}.`;
  throw new RequestError('scope_missing', message, { details: { needed } });
}
