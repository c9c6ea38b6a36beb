/**
 * A writing call that is no batch, done once however often it is sent under one Idempotency-Key: claimed before it is
 * done, its answer kept behind it and told again. A call that failed is let go of and can be tried anew; another call
 * under the same key is refused, two at once wait for each other. Batches have receipts of their own, with their orders.
 * Called by handle-query.ts, handle-stream.ts and, for what is more than its batch, handle-batch.ts.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { CallReceipt } from '../core/call-receipt.ts';
import {
  type QueryContext,
  RequestError,
  receiptKeyOf,
  type StreamAnswer,
  type WireAnswer,
} from '../dialects/dialect.ts';
import type { Located } from './admit.ts';
import type { SpineParts } from './parts.ts';

/** A claim lapses when its server has died; while it lives it renews the claim several times before. */
const CLAIM_MS = 30_000;
const RENEW_MS = 8_000;
/** How long a second call waits for the first, and how often it looks. */
const WAIT_MS = 10_000;
const LOOK_MS = 100;

export type Once = {
  pause: QueryContext['pause'];
  run(asked: QueryContext['asked']): StreamAnswer | Promise<StreamAnswer>;
  /** Where it is read while the call runs; otherwise the request has it. */
  body?: DigestedInput;
};

export async function answerOnce(visit: Located, parts: SpineParts, once: Once): Promise<StreamAnswer> {
  const { request, route } = visit;
  const key = route.scope === 'write' ? receiptKeyOf(request) : null;
  if (key === null) return once.run(null);
  const claim = new Claim(visit, parts, key);
  const receipt = await claim.take(once.pause);
  if (receipt.answer !== null) return answerAgain(JSON.parse(receipt.answer) as KeptAnswer, once.body);
  const renewing = setInterval(() => claim.renew(), RENEW_MS);
  try {
    const answer = await once.run({ key, firstAt: receipt.firstAt });
    await claim.end(answer.status < 300 ? keptText(answer, await once.body?.digest()) : null);
    return answer;
  } catch (error) {
    await claim.end(null);
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

class Claim {
  readonly #visit: Located;
  readonly #parts: SpineParts;
  readonly #key: string;
  readonly #digest: string;
  readonly #token = randomUUID();

  constructor(visit: Located, parts: SpineParts, key: string) {
    this.#visit = visit;
    this.#parts = parts;
    this.#key = key;
    this.#digest = digestOf(visit);
  }

  /** The receipt, with the answer to tell again, or none once the call is this one's to do. */
  async take(pause: Once['pause']): Promise<CallReceipt> {
    for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
      const receipt = await this.#claim();
      if (receipt.token === this.#token && receipt.answer === null) return receipt;
      if (receipt.digest !== this.#digest) throw differs();
      if (receipt.answer !== null) return receipt;
      if (waitedMs >= WAIT_MS || !(await pause(LOOK_MS))) throw busy();
    }
  }

  /** What fails now is tried again with the next beat. */
  renew(): void {
    this.#claim().catch((error: unknown) => this.#tell(error));
  }

  /** The call was done or not, whatever becomes of its receipt: a claim that cannot be ended lapses. */
  async end(answer: string | null): Promise<void> {
    const step = { kind: 'end', key: this.#key, token: this.#token, answer } as const;
    await this.#parts.store.keepCall(this.#accountId, step).catch((error: unknown) => this.#tell(error));
  }

  async #claim(): Promise<CallReceipt> {
    const at = this.#parts.clock();
    const times = { at, lapsesAt: at + CLAIM_MS };
    const claim = { kind: 'claim', key: this.#key, digest: this.#digest, token: this.#token, ...times } as const;
    const receipt = await this.#parts.store.keepCall(this.#accountId, claim);
    if (receipt === null) throw new Error('a claim must leave a receipt');
    return receipt;
  }

  get #accountId(): number {
    const { caller } = this.#visit;
    if (caller === null) throw new Error('a call is claimed for a caller who was let in');
    return caller.account.accountId;
  }

  #tell(error: unknown): void {
    const { request, route } = this.#visit;
    const doing = `keeping the receipt of ${route.method} ${route.path}`;
    this.#parts.telemetry.faultMet(error, { requestId: request.id, doing });
  }
}

function digestOf({ dialect, route, request }: Located): string {
  const query = [...request.query].toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)));
  const head = JSON.stringify([dialect.name, route.method, route.path, request.params, query]);
  return createHash('sha256').update(head).update(request.body).digest('base64');
}

type KeptAnswer = Pick<WireAnswer, 'status' | 'headers' | 'contentType'> & {
  /** Base64 where it is no text. */
  body: { text: string } | { bytes: string } | null;
  bodyDigest: string | null;
};

function keptText({ status, headers, contentType, body }: StreamAnswer, bodyDigest: string | undefined): string {
  const isHeld = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  if (!isHeld) throw new Error('a writing call must have an answer that can be kept');
  const kept = Buffer.isBuffer(body) ? { bytes: body.toString('base64') } : body === undefined ? null : { text: body };
  const answer: KeptAnswer = { status, contentType, body: kept, bodyDigest: bodyDigest ?? null };
  return JSON.stringify(headers === undefined ? answer : { ...answer, headers });
}

async function answerAgain(
  { body, bodyDigest, ...head }: KeptAnswer,
  sent: DigestedInput | undefined,
): Promise<WireAnswer> {
  if (sent !== undefined && (await sent.digest()) !== bodyDigest) throw differs();
  if (body === null) return head;
  return { ...head, body: 'text' in body ? body.text : Buffer.from(body.bytes, 'base64') };
}

function differs(): RequestError {
  const message = 'Idempotency-Key: expected the same call as when the key was first used, got another one.';
  return new RequestError('receipt_differs', message, { field: 'Idempotency-Key' });
}

function busy(): RequestError {
  const message = 'Idempotency-Key: expected no other call with this key under way; send it again in a moment.';
  return new RequestError('receipt_busy', message, { field: 'Idempotency-Key', details: { retryAfterSeconds: 1 } });
}

/** A body that is read piece by piece, and in the end the digest of all of it, whoever has read it. */
export class DigestedInput implements AsyncIterable<Buffer> {
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #hash = createHash('sha256');
  #digest: string | null = null;

  constructor(input: AsyncIterable<Buffer>) {
    this.#pieces = input[Symbol.asyncIterator]();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (let next = await this.#pieces.next(); next.done !== true; next = await this.#pieces.next()) {
      this.#hash.update(next.value);
      yield next.value;
    }
  }

  async digest(): Promise<string> {
    if (this.#digest !== null) return this.#digest;
    const rest = this[Symbol.asyncIterator]();
    while ((await rest.next()).done !== true);
    this.#digest = this.#hash.digest('base64');
    return this.#digest;
  }
}
