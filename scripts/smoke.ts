/**
 * The smoke run: starts the server on an empty folder, sends each contract's own printed request, checks the answers,
 * sends them again, stops the server, starts it again and reads every order back through every wire.
 * Prints what it saw and exits with 1 on any mismatch. Run with `npm run smoke`; leaves nothing behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dialect } from '../src/dialects/dialect.ts';
import { dialects } from '../src/dialects/index.ts';
import { ServerProcess } from '../test/server-process.ts';
import { readSeed, type Seed } from './smoke/seeds.ts';
import { type Wire, wires } from './smoke/wires.ts';

const pair = { keyId: 'key-of-the-smoke-run', secret: 'secret-of-the-smoke-run' };
const env = { BULKHEAD_API_KEY: pair.keyId, BULKHEAD_API_SECRET: pair.secret };

type Run = { dialect: Dialect; wire: Wire; seed: Seed; orderIds: number[] };
const problems: string[] = [];

async function call({ dialect }: Run, url: string, { path, body }: { path: string; body?: unknown }): Promise<unknown> {
  const { name, prefix = name, example } = dialect;
  const headers = { ...example?.headers(pair), 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/${prefix}${path}`, init);
  const text = await answer.text();
  note(answer.status === 200 ? [] : [`${path}: expected 200, found ${answer.status}: ${text.slice(0, 200)}`], name);
  return JSON.parse(text);
}

function note(lines: readonly string[], name: string): void {
  for (const line of lines) {
    problems.push(line);
    console.log(`  MISMATCH ${name} ${line}`);
  }
}

async function send(run: Run, url: string): Promise<void> {
  const { dialect, wire, seed } = run;
  const answer = await call(run, url, seed);
  const { orderIds, refusals, problems: wrong } = wire.judgeAnswer(seed, answer);
  console.log(`${dialect.name}: POST ${seed.path} of ${seed.from}\n  orders ${orderIds.join(', ')}`);
  for (const refusal of refusals) console.log(`  refused ${refusal}`);
  note(orderIds.length === 0 ? ['no order was made', ...wrong] : wrong, dialect.name);
  run.orderIds = orderIds;
}

/** Sent again, orders with a key stay what they are; without one there is nothing to recognize them by. */
async function sendAgain(run: Run, url: string): Promise<void> {
  const { dialect, wire, seed, orderIds } = run;
  const again = wire.judgeAnswer(seed, await call(run, url, seed)).orderIds;
  const isSame = again.join() === orderIds.join();
  console.log(`${dialect.name}: sent again, ${isSame ? 'the same orders' : `other orders: ${again.join(', ')}`}`);
  const hasKeys = JSON.stringify(seed.body).includes('"orderKey"');
  note(hasKeys === isSame ? [] : ['sending again must make no second order when it has a key'], dialect.name);
  run.orderIds.push(...(isSame ? [] : again));
}

async function readBack(run: Run, url: string, expected: readonly number[]): Promise<void> {
  const { dialect, wire, seed, orderIds } = run;
  const list = await call(run, url, { path: wire.listPath });
  const listed = wire.listedIds(list).toSorted((a, b) => a - b);
  console.log(`${dialect.name}: GET ${wire.listPath} lists the orders ${listed.join(', ')}`);
  note(listed.join() === expected.join() ? [] : [`expected the orders ${expected.join()}`], dialect.name);
  const lost = wire.judgeList(seed, list, orderIds);
  console.log(`  ${lost.length === 0 ? 'every field that was sent came back' : `${lost.length} fields lost`}`);
  note(lost, dialect.name);
}

async function stop(server: ServerProcess): Promise<void> {
  const { code, signal } = await server.stop('SIGTERM');
  console.log(`the server stopped with ${code ?? signal}`);
  note(code === 0 ? [] : [`expected exit code 0, found ${code ?? signal}`, server.errors], 'server');
}

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-smoke-'));
const runs = dialects.flatMap((dialect): Run[] => {
  const wire = wires[dialect.name];
  return wire === undefined ? [] : [{ dialect, wire, seed: readSeed(dialect), orderIds: [] }];
});
let server = new ServerProcess(env, folder);
try {
  const url = await server.url();
  for (const run of runs) await send(run, url);
  for (const run of runs) await sendAgain(run, url);
  await stop(server);
  server = new ServerProcess(env, folder);
  const newUrl = await server.url();
  const expected = runs.flatMap(({ orderIds }) => orderIds).toSorted((a, b) => a - b);
  for (const run of runs) await readBack(run, newUrl, expected);
  await stop(server);
} finally {
  await server.stop('SIGKILL');
  rmSync(folder, { recursive: true });
}
console.log(problems.length === 0 ? 'smoke: all as it should be' : `smoke: ${problems.length} mismatches`);
process.exitCode = problems.length === 0 ? 0 : 1;
