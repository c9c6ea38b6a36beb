/**
 * Digests: of an order's meaning (its serialized content, whose key order the dialects fix) and of an item as a
 * whole, with the id and key it named. Two contents are the same if and only if their fingerprints are.
 * SHA-256 because a digest decides whether a retry is answered from a receipt.
 */
import { hash } from 'node:crypto';
import type { Operation } from './operation.ts';

export function fingerprintOf(serialized: string): string {
  return hash('sha256', serialized, 'base64url');
}

/** What must be equal for a retry under the same idempotency key to be the same item. */
export function draftDigest(named: { fingerprint: string; orderId: number | null; orderKey: string | null }): string {
  if (named.orderId === null && named.orderKey === null) return named.fingerprint;
  return fingerprintOf(JSON.stringify([named.fingerprint, named.orderId, named.orderKey]));
}

/** The revision the caller stated is no part of what is to be done: a retry may have learned of another one. Nor is what was looked up for him. */
export function operationDigest(operation: Operation): string {
  return fingerprintOf(JSON.stringify({ ...operation, pointer: '', ifRevision: undefined, shipFrom: undefined }));
}
