/**
 * `npm run bench -- --profile`: where the time goes. The server runs under V8's sampling profiler while a hundred orders a
 * request come in over four connections (--driver sqlite or postgres, --orders N); every thread's samples become a
 * flame graph, an SVG in bench/profiles/ that is read without a tool. Called by bench.ts.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newPostgresDatabase, newSqliteDatabase } from './databases.ts';
import { type Frame, flameOf } from './flame.ts';
import { bodiesOf, runLoad } from './load.ts';
import { ARRAY, envOf } from './ours.ts';
import { startServer } from './started.ts';

const INTERVAL_MICROS = 500;
/** Threads that did next to nothing are left out. */
const BUSY_MICROS_MIN = 500_000;

type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
};

export async function benchProfile(driver: 'sqlite' | 'postgres', orders: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-profile-'));
  const database = driver === 'sqlite' ? await newSqliteDatabase() : await newPostgresDatabase();
  const flags = ['--cpu-prof', `--cpu-prof-interval=${INTERVAL_MICROS}`, `--cpu-prof-dir=${folder}`];
  const server = await startServer(envOf(database.url), flags);
  const { path, headers, isRight, bodyOf } = ARRAY;
  const bodies = bodiesOf('profile', { count: orders, perBody: 100, revision: 0 }, bodyOf);
  await runLoad({ port: server.port, path, headers, isRight, bodies, connections: 4 });
  await server.stop();
  await database.remove();
  const profiles = readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile);
  rmSync(folder, { recursive: true });
  const out = join(import.meta.dirname, 'profiles');
  mkdirSync(out, { recursive: true });
  const written = profiles.flatMap((profile, thread) => {
    const root = rootOf(profile);
    if (root.micros < BUSY_MICROS_MIN) return [];
    const file = `${driver}-thread-${thread}.svg`;
    writeFileSync(join(out, file), flameOf(`${driver}, thread ${thread}, ${orders} new orders`, root));
    return [`bench/profiles/${file}: ${(root.micros / orders).toFixed(0)} µs an order, start included`];
  });
  return `${written.join('\n')}\n`;
}

/** The calls as a tree with the time of each and what it called; what was idle is left out. */
function rootOf({ nodes, samples, timeDeltas }: Profile): Frame {
  const self = new Map<number, number>();
  for (const [index, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const frameOf = (id: number): Frame => {
    const node = byId.get(id);
    const children = (node?.children ?? []).map(frameOf).filter(({ name }) => name !== '(idle)');
    const micros = (self.get(id) ?? 0) + children.reduce((sum, child) => sum + child.micros, 0);
    return { name: node === undefined ? '' : nameOf(node.callFrame), micros, children };
  };
  return frameOf(nodes[0]?.id ?? 0);
}

/** Paths below this checkout, and packages by their names: no absolute path of a machine. */
function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const place = url.replace(/^.*\/(?:node_modules\/|(?=src\/))/, '').replace(/^file:.*\//, '');
  return place === '' ? functionName || '(anonymous)' : `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}
