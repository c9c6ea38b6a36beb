/**
 * One attempt: a body is posted to an address, and whether it was taken. The address is resolved once, by the
 * connection that is then used, and refused when the guard says so; redirects are answers like any other, not followed.
 * Nothing of the answer but its status is read. Called by deliver.ts.
 */
import { lookup as resolve } from 'node:dns';
import { type ClientRequestArgs, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressGuard } from './address-guard.ts';

export type Post = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  signal: AbortSignal;
  guard: AddressGuard;
  /** No answer by then is none. */
  answerMsMax: number;
};
/** `status` null: no answer has come. */
export type Posted = { isTaken: boolean; status: number | null; note: string };

export async function post({ url, headers, body, signal, guard, answerMsMax }: Post): Promise<Posted> {
  const { hostname, protocol } = new URL(url);
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !guard.isAllowed(literal)) {
    return { isTaken: false, status: null, note: refusedNote(literal) };
  }
  const options: ClientRequestArgs = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    // A connection of its own, so that the address that was checked is the one that is used.
    agent: false,
    lookup: guardedLookup(guard),
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerMsMax)]),
  };
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  const { promise, resolve: answer } = Promise.withResolvers<Posted>();
  const sent = request(url, options, (response) => {
    const status = response.statusCode ?? 0;
    response.destroy();
    answer({ isTaken: status >= 200 && status < 300, status, note: `HTTP ${status}` });
  });
  sent.on('error', (error) => answer({ isTaken: false, status: null, note: noteOf(error) }));
  sent.end(body);
  return promise;
}

/** Refuses a name of which any address is refused. */
function guardedLookup(guard: AddressGuard): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const refused = addresses.find(({ address }) => !guard.isAllowed(address));
      if (refused !== undefined) return callback(new Error(refusedNote(refused.address)), '', 0);
      const [first] = addresses;
      if (options.all === true || first === undefined) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function refusedNote(address: string): string {
  return `${address} is in a private or special network; BULKHEAD_WEBHOOK_NETWORKS allows it`;
}

function noteOf(error: Error): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'no answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
