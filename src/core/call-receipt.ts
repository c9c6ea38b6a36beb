/**
 * What an Idempotency-Key has done where a call is no batch: who is at it, and once it is done its answer, to be told
 * again. A call is claimed before anything is done and ended behind it; a claim that nobody renews lapses, so that a
 * call whose server died can be made again. Batches keep receipts of their own, with their orders (plan/receipt.ts).
 *
 *   - -> claimed -> done (its answer is told again until it is forgotten)
 *          | ^ '-> let go of: it failed, the next one tries anew
 *          '-' renewed by whoever holds it; claimed by another once it has lapsed
 */
export type CallClaim = {
  kind: 'claim';
  key: string;
  /** Of the call: another one under the same key is refused. */
  digest: string;
  /** Whoever holds the claim. */
  token: string;
  at: number;
  lapsesAt: number;
};
/** `answer` null: it failed and is let go of. Nothing happens unless the token holds the claim. */
export type CallEnd = { kind: 'end'; key: string; token: string; answer: string | null };

export type CallReceipt = {
  token: string;
  digest: string;
  /** When the key was claimed first. */
  firstAt: number;
  /** Null until it is done. */
  answer: string | null;
};

export interface CallReceiptStore {
  /** What stands afterwards: a claim has succeeded when the token is its own and there is no answer. */
  keepCall(accountId: number, step: CallClaim | CallEnd): Promise<CallReceipt | null>;
}
