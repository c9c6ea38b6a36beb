// Retries under one idempotency key: any interleaving of send, cut, send again, send changed and two at once has one
// effect per order and answers that never contradict one another. Against a real server, over real connections.
import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, type OutcomeTold, SECRET, startNativeServer, type Told } from './native-server.ts';

let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(() => server.drain('end of the test'));

/** When a caller goes away: in the middle of the body, once it is sent, when the answer begins. */
type Cut = 'half sent' | 'all sent' | 'answer begun';
/** Which version of every order is sent: the first or another one. */
type Version = 'a' | 'b';
type Step =
  | { kind: 'send'; versions: readonly Version[] }
  | { kind: 'cut'; versions: readonly Version[]; cut: Cut }
  | { kind: 'at once'; versions: readonly Version[]; others: readonly Version[] };
/** `new`: without a key of its own. `bad`: its first version cannot be taken. */
type Kind = 'new' | 'keyed' | 'bad';
type Run = { kinds: readonly Kind[]; steps: readonly Step[] };

const version = fc.constantFrom<Version>('a', 'a', 'a', 'b');
const runs: fc.Arbitrary<Run> = fc
  .array(fc.constantFrom<Kind>('new', 'keyed', 'bad'), { minLength: 1, maxLength: 4 })
  .chain((kinds) => {
    const versions = fc.array(version, { minLength: kinds.length, maxLength: kinds.length });
    const cut = fc.constantFrom<Cut>('half sent', 'all sent', 'answer begun');
    const step = fc.oneof<fc.Arbitrary<Step>[]>(
      fc.record({ kind: fc.constant('send' as const), versions }),
      fc.record({ kind: fc.constant('cut' as const), versions, cut }),
      fc.record({ kind: fc.constant('at once' as const), versions, others: versions }),
    );
    return fc.record({ kinds: fc.constant(kinds), steps: fc.array(step, { minLength: 1, maxLength: 6 }) });
  });

let run = 0;

function bodyOf(kinds: readonly Kind[], versions: readonly Version[]): string {
  const orders = kinds.map((kind, index) => ({
    ...(kind === 'keyed' ? { key: `run ${run} order ${index}` } : {}),
    store_id: run,
    channel: versions[index],
    lines: kind === 'bad' && versions[index] === 'a' ? 'none' : [{ sku: String(index), quantity: 1 }],
  }));
  return JSON.stringify({ orders });
}

const headers = () => ({ authorization: `Bearer ${SECRET}`, 'idempotency-key': `run ${run}` });

async function send(body: string): Promise<readonly OutcomeTold[]> {
  const answer = await server.call('POST', '/orders:batch', body, headers());
  expect(answer.status).toBe(200);
  return answer.body.outcomes as readonly OutcomeTold[];
}

/** Resolves once the connection is gone. */
function cutOff(body: string, cut: Cut): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const length = Buffer.byteLength(body);
  const sent = httpRequest(`${server.url}/v1/orders:batch`, {
    method: 'POST',
    headers: { ...headers(), 'content-length': length },
    agent: false,
  });
  sent.on('error', () => resolve());
  sent.on('close', () => resolve());
  if (cut === 'half sent') sent.write(body.slice(0, body.length / 2), () => sent.destroy());
  else sent.end(body, () => (cut === 'all sent' ? sent.destroy() : undefined));
  sent.on('response', () => sent.destroy());
  return promise;
}

type Seen = { versions: readonly Version[]; outcomes: readonly OutcomeTold[] };

async function walk({ kinds, steps }: Run): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const note = async (versions: readonly Version[]) => {
    seen.push({ versions, outcomes: await send(bodyOf(kinds, versions)) });
  };
  for (const step of steps) {
    if (step.kind === 'send') await note(step.versions);
    else if (step.kind === 'cut') await cutOff(bodyOf(kinds, step.versions), step.cut);
    else await Promise.all([note(step.versions), note(step.others)]);
  }
  // Whatever has happened, sending what can be taken once more settles every order.
  await note(kinds.map(() => 'b'));
  return seen;
}

async function storedOf(store: number): Promise<ReadonlyMap<number, Told>> {
  const { body } = await server.call('GET', `/orders?store_id=${store}&limit=500`);
  return new Map((body.orders as readonly Told[]).map((order) => [Number(order.id), order]));
}

/** All that was ever told about one order of the batch. */
function assertConsistent(kind: Kind, told: readonly { version: Version; outcome: OutcomeTold }[], stored: Told): void {
  const done = told.filter(({ outcome }) => outcome.outcome !== 'refused').map(({ outcome }) => outcome);
  expect(
    new Set(done.map((outcome) => JSON.stringify(outcome))).size,
    'one answer for what was done',
  ).toBeLessThanOrEqual(1);
  for (const { version, outcome } of told) {
    const codes = (outcome.errors ?? []).map(({ code }) => code);
    if (outcome.outcome !== 'refused') expect([stored.channel, stored.revision]).toEqual([version, 1]);
    else if (kind === 'bad' && version === 'a') expect(codes).toEqual(['field_type']);
    else expect([codes, stored.channel === version]).toEqual([['receipt_differs'], false]);
  }
}

test('one effect per order, and no answer against another', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(runs, async (planned) => {
      run += 1;
      const seen = await walk(planned);
      const stored = [...(await storedOf(run)).values()];
      expect(stored).toHaveLength(planned.kinds.length);
      for (const [index, kind] of planned.kinds.entries()) {
        const order = stored.find(({ lines }) => (lines as readonly Told[])[0]?.sku === String(index));
        const told = seen.map(({ versions, outcomes }) => ({
          version: versions[index] as Version,
          outcome: outcomes[index] as OutcomeTold,
        }));
        assertConsistent(kind, told, order as Told);
      }
      const { body } = await server.call('GET', `/orders?store_id=${run}&limit=500`);
      expect(body.orders).toHaveLength(planned.kinds.length);
    }),
    { numRuns: 150 },
  );
});
