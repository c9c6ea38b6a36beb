/**
 * Plants a violation of every tidy rule, and a close miss that must be left alone, and shows that each is named.
 * A rule without a planted violation fails the last test of the table.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fileRules, judgeTree, treeRules } from './tidy/rules.ts';
import { sourceFileFrom } from './tidy/source-file.ts';

const opening = '/**\n * One.\n * Two.\n * Three.\n */\n';
const lines = (count: number, text = 'x();') => `${text}\n`.repeat(count);
const statements = (count: number) => `${opening}export function f() {\n${lines(count)}}\n`;
const nested = (depth: number) =>
  `${opening}export function f() {\n${'if (x) {'.repeat(depth)}${'}'.repeat(depth)}\n}\n`;

// Put together here: no path of a machine and no address of a registry stands in the tree, not even an invented one.
const someones = ['', 'home', 'someone'].join('/');
const works = ['', 'work', 'x'].join('/');
const host = ['https:', '', 'example.test'].join('/');

/** What is planted where, and the rules that must find it: none in a close miss. */
const rows: readonly [path: string, text: string, rules: readonly string[]][] = [
  ['src/a.ts', opening + lines(396), ['file-size']],
  ['src/a.ts', opening + lines(395), []],
  ['src/a.ts', statements(69), ['function-size']],
  ['src/a.ts', statements(68), []],
  ['src/a.test.ts', `// A suite.\ndescribe('x', () => {\n${`it('y', () => {\n${lines(40)}});\n`.repeat(3)}});\n`, []],
  ['src/a.test.ts', `// A long test.\nit('x', () => {\n${lines(70)}});\n`, ['function-size']],
  ['src/a.ts', `${opening}const f = (a, b, c, d) => { g(); };\n`, ['parameters']],
  ['src/a.ts', `${opening}const f = (a, b, c) => { g(); };\n`, []],
  ['src/a.test.ts', '// A table.\ntest.each(rows)("x", (a, b, c, d) => { g(); });\n', []],
  ['src/a.ts', nested(4), ['nesting']],
  ['src/a.ts', nested(3), []],
  [
    'src/a.ts',
    `${opening}function f() { if (a) { b(); } else if (c) { d(); } else if (e) { f(); } else if (g) { h(); } }\n`,
    [],
  ],
  ['src/takeIn.ts', opening, ['kebab-case']],
  ['src/Core/take_in.ts', opening, ['kebab-case', 'kebab-case']],
  ['src/dialects/native/README.md', '# x\n', []],
  ['src/order-utils.ts', opening, ['empty-name']],
  ['src/helpers/a.ts', opening, ['empty-name']],
  ['src/a.ts', `${opening}export class OrderManager {}\n`, ['empty-name']],
  ['src/a.ts', `${opening}const orderBase = 1;\nexport { orderBase };\n`, ['empty-name']],
  ['src/a.ts', `${opening}export const impl = 1, database = { service: 2 };\n`, ['empty-name']],
  ['src/a.ts', 'export const x = 1;\n', ['opening-comment']],
  ['src/a.ts', '/**\n * One.\n * Two.\n */\nexport const x = 1;\n', ['opening-comment']],
  ['src/a.ts', `${lines(9, '// A line.')}export const x = 1;\n`, ['opening-comment']],
  ['src/a.ts', `#!/usr/bin/env node\n${lines(3, '// A line.')}export const x = 1;\n`, []],
  ['src/a.ts', '/** Types alone. */\nimport type { X } from "./x.ts";\nexport type A = X;\n', []],
  ['src/a.ts', `${opening}f(x as any);\n`, ['as-any']],
  ['src/a.ts', `${opening}// @ts-ignore\nf(x);\n`, ['ts-ignore']],
  ['src/a.test.ts', '// A test.\ntest.only("x", f);\n', ['test-left-aside']],
  ['src/a.test.ts', '// A test.\ndescribe.skip("x", f);\n', ['test-left-aside']],
  ['src/a.test.ts', '// A test.\ntest.skipIf(!isPresent)("x", f);\n', []],
  ['src/core/a.ts', `${opening}export const shipStationStatus = 1;\n`, ['vendor-word']],
  ['src/main.ts', `${opening}// For Centra, and shipstation.\n`, ['vendor-word', 'vendor-word']],
  ['src/dialects/centra/a.ts', `${opening}// Not as ShipStation does it.\n`, ['vendor-word']],
  ['src/dialects/centra/a.ts', `${opening}export const centraOrder = 1;\n`, []],
  ['src/dialects/index.ts', `${opening}import { centra } from './centra/dialect.ts';\n`, []],
  ['src/core/a.ts', `${opening}// The central, concentrated one.\n`, []],
  ['src/core/a.ts', `${opening}export const colour = 1;\n`, ['spelling']],
  ['README.md', 'Its behaviour is organised.\n', ['spelling']],
  ['src/core/a.ts', `${opening}// Fulfilment of a fulfilled hour, promised otherwise.\n`, ['spelling']],
  ['src/core/a.ts', `${opening}// A fulfilled hour, promised otherwise; an analysis of the parameter.\n`, []],
  ['src/core/a.ts', `${opening}type Status = 'cancelled';\n`, ['spelling']],
  ['src/dialects/native/a.ts', `${opening}type Status = 'cancelled';\n`, []],
  ['src/a.ts', `${opening}// TODO: later.\n`, ['later-note']],
  ['.ci/run', `cd ${someones}/place\n`, ['machine-path']],
  ['src/a.ts', `${opening}f('${someones}/data');\n`, ['machine-path']],
  ['src/a.ts', `${opening}route('/orders${someones}'); read(\`\${root}${works}\`);\n`, []],
  ['.npmrc', `registry = ${host}\n`, ['registry-host']],
  ['package-lock.json', `"resolved": "${host}/a.tgz"\n`, ['registry-host']],
];

test.each(rows)('row %#: %s', (path, text, rules) => {
  expect(judgeTree([sourceFileFrom(path, text)]).map(({ rule }) => rule)).toEqual(rules);
});

const longFiles = Array.from({ length: 20 }, (_, index) => ({
  path: `src/long-${index}.ts`,
  text: opening + lines(86),
}));
const longFunction = `export function f() {\n${lines(11)}}\n`;
const longFunctions = [{ path: 'src/functions.ts', text: opening + longFunction.repeat(100).slice(0, -1) }];

test('the medians judge a tree that is large enough', () => {
  const filesFrom = (planted: typeof longFiles) => planted.map(({ path, text }) => sourceFileFrom(path, text));
  const found = (planted: typeof longFiles) => judgeTree(filesFrom(planted)).map(({ rule }) => rule);
  expect(found(longFiles)).toEqual(['file-size-median']);
  expect(found(longFiles.slice(1))).toEqual([]);
  expect(found(longFunctions)).toContain('function-size-median');
});

test('the check exits 1 and names every rule, with the place', () => {
  const root = mkdtempSync(join(tmpdir(), 'bulkhead-tidy-'));
  // Rows share their file names; a number in each keeps them apart on the disk.
  const numbered = rows.map(([path, text], index) => ({ path: path.replace(/(?<=\/a)(?=\.)/, `-${index}`), text }));
  const copies = [0, 1, 2].flatMap((copy) => longFiles.map(({ path, text }) => ({ path: `${copy}/${path}`, text })));
  try {
    for (const { path, text } of [...numbered, ...copies, ...longFunctions]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'tidy.ts')], { cwd: root });
    expect(status).toBe(1);
    const named = new Set([...stdout.toString().matchAll(/^\S+:\d+ {2}([\w-]+):/gm)].map((match) => match[1]));
    expect([...named].sort()).toEqual([...fileRules, ...treeRules].map(({ name }) => name).sort());
  } finally {
    rmSync(root, { recursive: true });
  }
});
