// The SDK as others get it: packed, put into a plain JavaScript project and a TypeScript one, and its README run.
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECRET, startNativeServer } from './native-server.ts';

const run = promisify(execFile);
const typescript = resolve('node_modules/typescript/bin/tsc');
let folder: string;
const inProject = (name: string) => join(folder, 'project', name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-sdk-'));
  const source = join(folder, 'sdk');
  cpSync('sdk', source, { recursive: true, filter: (path) => !/node_modules|\bdist\b/.test(path) });
  await run(process.execPath, [typescript, '--project', source]);
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: source,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  mkdirSync(inProject(''));
  writeFileSync(inProject('package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }));
  // As from a registry, without one.
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quiet, join(folder, filename)], { cwd: inProject('') });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('the package holds what it promises, depends on nothing and runs nothing when it is installed', () => {
  const root = inProject('node_modules/bulkhead-sdk');
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const targets = [manifest.main, manifest.types, manifest.exports['.'].types, manifest.exports['.'].default];
  for (const target of targets) expect([target, existsSync(join(root, target))]).toEqual([target, true]);
  expect(Object.keys(manifest.exports['.'])).toEqual(['types', 'default']);
  for (const word of ['dependencies', 'peerDependencies', 'optionalDependencies'])
    expect(manifest[word]).toBeUndefined();
  expect(Object.keys(manifest.scripts)).not.toEqual(expect.arrayContaining(['install', 'postinstall', 'prepare']));
  expect(readdirSync(root).toSorted()).toEqual(['README.md', 'dist', 'package.json']);
  for (const file of readdirSync(join(root, 'dist'))) {
    expect(file).toMatch(/\.(js|d\.ts)$/);
    const text = readFileSync(join(root, 'dist', file), 'utf8');
    expect(text).not.toMatch(/from 'node:/);
    // TypeScript finds `./x.d.ts` by the name `./x.ts`; nobody else does.
    if (file.endsWith('.js')) expect(text).not.toMatch(/from '[^']*\.ts'/);
  }
});

test('publint has nothing to say', async () => {
  const { messages } = await publint({ pkgDir: inProject('node_modules/bulkhead-sdk'), pack: false, strict: true });
  expect(messages).toEqual([]);
});

test('the README does what it says, in a plain JavaScript project', async () => {
  const readme = readFileSync('sdk/README.md', 'utf8');
  const examples = [...readme.matchAll(/```js\n([\s\S]*?)```(?:\n\nprints\n\n```\n([\s\S]*?)```)?/g)];
  expect(examples.length).toBeGreaterThan(2);
  for (const [index, [, code = '', expected]] of examples.entries()) {
    const server = await startNativeServer();
    const file = inProject(`example-${index}.js`);
    writeFileSync(file, code);
    const env = { ...process.env, BULKHEAD_URL: server.url, BULKHEAD_SECRET: SECRET };
    const { stdout } = await run(process.execPath, [file], { env });
    expect(stdout).toBe(expected);
    await server.drain('end of the test');
  }
});

const typed = `
import { Bulkhead, RefusedError, type Import, type Mapping, type Order, type SentOrder, type StatedOrder } from 'bulkhead-sdk';

const bulkhead = new Bulkhead({ url: 'http://127.0.0.1:1', secret: 's' });
const stated: StatedOrder = { key: 'k', lines: [{ quantity: 1, unit_price: '1.50' }], placed_at: null };

export async function walk(): Promise<string[]> {
  const { outcomes } = await bulkhead.orders.send([stated], { policy: 'all_or_nothing' });
  const told = outcomes.map((one: SentOrder) => (one.outcome === 'refused' ? one.errors[0]?.code ?? '' : String(one.revision)));
  for await (const order of bulkhead.orders.list({ status: ['open'], sort: '-placed_at' })) told.push(name(order));
  return told;
}
export async function take(file: Blob | AsyncIterable<Uint8Array>): Promise<number> {
  const mapping: Mapping = { columns: { A: 'number', B: { field: 'placed_at', dates: 'dmy' }, C: null }, zone: 'UTC' };
  const { id } = await bulkhead.imports.upload(file, { mapping, onValidated: 'commit_if_clean' });
  let last: Import | undefined;
  for await (const seen of bulkhead.imports.watch(id)) last = seen;
  for await (const { outcome, errors, row } of bulkhead.imports.result(id, { only: 'refused' })) console.log(outcome, errors[0]?.column, row);
  if (last?.state === 'done') await bulkhead.imports.undo(id);
  return last?.progress.counts.created ?? 0;
}
const name = (order: Order): string => order.ship_to?.name ?? order.lines[0]?.unit_price ?? '';
export const isGone = (error: unknown): boolean => error instanceof RefusedError && error.problem.code === 'order_unknown';
`;
const wrong = `
import { Bulkhead } from 'bulkhead-sdk';
const bulkhead = new Bulkhead({ url: '', secret: '' });
// @ts-expect-error
bulkhead.orders.send([{ lines: [{ quantity: '1' }] }]);
// @ts-expect-error
bulkhead.orders.state({ line: [] });
// @ts-expect-error
bulkhead.orders.list({ status: 'opened' });
// @ts-expect-error
bulkhead.orders.send([]).then(({ outcomes }) => outcomes[0]?.errors);
// @ts-expect-error
bulkhead.imports.upload('', { mapping: { columns: { A: 'nonsense' } } });
// @ts-expect-error
bulkhead.imports.upload('', { onValidated: 'go' });
`;

test.each([
  ['nodenext', 'nodenext', 'esnext'],
  ['bundler', 'esnext', 'es2022'],
  ['node16', 'node16', 'es2022'],
])(
  'a TypeScript project with module resolution %s knows its types',
  { timeout: 120_000 },
  async (moduleResolution, module, target) => {
    writeFileSync(inProject('typed.ts'), typed);
    writeFileSync(inProject('wrong.ts'), wrong);
    const compilerOptions = {
      ...{ module, moduleResolution, target, strict: true, noEmit: true, exactOptionalPropertyTypes: true, types: [] },
      lib: ['es2023', 'dom', 'dom.asynciterable'],
    };
    writeFileSync(inProject('tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts', 'wrong.ts'] }));
    const { stdout } = await run(process.execPath, [typescript, '--project', inProject('tsconfig.json')]).catch(
      (error) => error,
    );
    expect(stdout).toBe('');
  },
);

test('its scripts build it where it stands', async () => {
  const manifest = JSON.parse(readFileSync('sdk/package.json', 'utf8'));
  expect(manifest.scripts).toMatchObject({ build: 'tsc --project tsconfig.json', prepack: 'npm run build' });
  const source = join(folder, 'sdk');
  rmSync(join(source, 'dist'), { recursive: true });
  mkdirSync(join(source, 'node_modules'), { recursive: true });
  symlinkSync(resolve('node_modules/.bin'), join(source, 'node_modules', '.bin'));
  await run('npm', ['run', 'build'], { cwd: source });
  expect(existsSync(join(source, 'dist', 'index.js'))).toBe(true);
}, 120_000);
