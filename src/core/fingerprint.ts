/**
 * Digests: of an order's meaning (its serialized content, whose key order the dialects fix) and of an item as a
 * whole, with the id and key it named. Two contents are the same if and only if their fingerprints are.
 * SHA-256 because a digest decides whether a retry is answered from a receipt.
 */
import { hash } from 'node:crypto';
import type { CommandItem, SealedDraft } from './command.ts';
import type { Operation } from './operation.ts';

export function fingerprintOf(serialized: string): string {
  return hash('sha256', serialized, 'base64url');
}

/** What must be equal for a retry under the same idempotency key to be the same item. */
export function itemDigest(item: CommandItem): string {
  return 'draft' in item ? draftDigest(item.draft) : operationDigest(item.operation);
}

function draftDigest({ content, orderId, orderKey }: SealedDraft): string {
  const fingerprint = fingerprintOf(content);
  if (orderId === null && orderKey === null) return fingerprint;
  return fingerprintOf(JSON.stringify([fingerprint, orderId, orderKey]));
}

/** The revision the caller stated is no part of what is to be done: a retry may have learned of another one. Nor is what was looked up for him. */
function operationDigest(operation: Operation): string {
  return fingerprintOf(JSON.stringify({ ...operation, pointer: '', ifRevision: undefined, shipFrom: undefined }));
}
