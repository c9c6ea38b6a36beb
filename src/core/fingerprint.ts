/**
 * Digests: of an order's meaning (its serialized content, whose key order the dialects fix) and of an item as a
 * whole, with the id and key it named. Two contents are the same if and only if their fingerprints are.
 * SHA-256 because a digest decides whether a retry is answered from a receipt.
 */
import { hash } from 'node:crypto';
import type { SealedDraft } from './command.ts';
import type { Operation } from './operation.ts';

export function fingerprintOf(serialized: string): string {
  return hash('sha256', serialized, 'base64url');
}

/** What must be equal for a retry under the same idempotency key to be the same item. */
export function draftDigest({ orderId, orderKey }: SealedDraft, fingerprint: string): string {
  if (orderId === null && orderKey === null) return fingerprint;
  return fingerprintOf(JSON.stringify([fingerprint, orderId, orderKey]));
}

/** The revision the caller stated is no part of what is to be done: a retry may have learned of another one. Nor is what was looked up for him. */
export function operationDigest(operation: Operation): string {
  return fingerprintOf(JSON.stringify({ ...operation, pointer: '', ifRevision: undefined, shipFrom: undefined }));
}
