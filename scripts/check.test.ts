/**
 * Plants violations in a small tree of its own and shows that `npm run check` fails and names them.
 * The tree has this checkout's settings and packages, so what is shown here holds for the checkout. Rules of the tidy
 * program have a test of their own, beside it.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Check, checks } from './check/checks.ts';
import { type CheckResult, runCheck } from './check/run-check.ts';
import { problemsOf } from './imports/report.ts';
import { importRules } from './imports/rules.ts';

const checkout = join(import.meta.dirname, '..');
const opening = '/**\n * One.\n * Two.\n * Three.\n */\n';
const half = `${opening}export function half(amount: number): number {\n  return amount / 2;\n}\n`;
const main = `${opening}import { half } from './core/half.ts';\n\nprocess.exitCode = half(0);\n`;

let root: string;

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function plantPackage(dependencies: Record<string, Record<string, string>>): void {
  plant('package.json', `${JSON.stringify({ name: 'planted', type: 'module', ...dependencies }, null, 2)}\n`);
}

function run(name: string): Promise<CheckResult> {
  return runCheck(checks.find((check) => check.name === name) as Check, root);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bulkhead-check-'));
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'));
  for (const name of ['tsconfig.json', 'biome.json', 'knip.json']) copyFileSync(join(checkout, name), join(root, name));
  plantPackage({});
  plant('src/main.ts', main);
  plant('src/core/half.ts', half);
});

afterEach(() => rmSync(root, { recursive: true }));

test('a clean tree passes every check', async () => {
  for (const { name } of checks) {
    const { isPassed, output } = await run(name);
    expect(isPassed, `${name}: ${output}`).toBe(true);
  }
});

test('the command prints one line a check and exits 1 when one fails', async () => {
  plant('src/core/half.ts', half.replace('/ 2', '/ "2"'));
  const command: Check = { name: 'check', about: '', command: [join(checkout, 'scripts/check.ts'), 'types', 'tidy'] };
  const { isPassed, output } = await runCheck(command, root);
  expect(isPassed).toBe(false);
  expect(output.split('\n').filter((line) => /^(?:ok {2}|FAIL) {2}\w/.test(line))).toHaveLength(2);
  expect(output).toMatch(/^ok {4}tidy /m);
  expect(output).toMatch(/^FAIL {2}types [^\n]*\n {6}src\/core\/half\.ts\(\d+,\d+\): error TS2363/m);
});

describe('biome', () => {
  const rows: readonly [rule: string, text: string][] = [
    ['format', 'export const x = "double";\n'],
    ['organizeImports', "import b from 'node:os';\nimport a from 'node:fs';\n\nexport const x = [a, b];\n"],
    ['noUnusedImports', "import fs from 'node:fs';\n"],
    ['useNodejsImportProtocol', "import fs from 'fs';\n\nexport const x = fs;\n"],
    ['useImportType', "import { Stats } from 'node:fs';\n\nexport type X = Stats;\n"],
    ['noUnusedVariables', 'const x = 1;\n'],
    ['noUnusedFunctionParameters', 'export function f(x: number): void {}\n'],
    ['noParameterAssign', 'export function f(x: number): number {\n  x = 2;\n  return x;\n}\n'],
    ['noExplicitAny', 'export const x: any = 1;\n'],
    ['noConsole', "console.log('x');\n"],
    ['noDefaultExport', 'export default 1;\n'],
    ['noNonNullAssertion', 'export const f = (x: string | null) => x!.length;\n'],
    ['noFloatingPromises', 'export async function f(): Promise<void> {}\nf();\n'],
    ['useThrowOnlyError', "export function f(): void {\n  throw 'x';\n}\n"],
    ['noVar', 'export var x = 1;\n'],
  ];

  test('names what is wrong with format and lint', async () => {
    for (const [rule, text] of rows) plant(`src/${rule.toLowerCase()}.ts`, text);
    plant('src/left-aside.test.ts', "import { test } from 'vitest';\n\ntest.only('x', () => {});\n");
    const { isPassed, output } = await run('biome');
    expect(isPassed).toBe(false);
    for (const [rule] of rows) expect(output).toMatch(new RegExp(`src/${rule.toLowerCase()}\\.ts.*${rule}`));
    expect(output).toContain('noFocusedTests');
  });
});

describe('types', () => {
  const rows: readonly [code: number, text: string][] = [
    [2322, 'export const x: string = 1;\n'],
    [1294, 'export enum X {\n  A,\n}\n'],
    [1484, "import { ParsedPath } from 'node:path';\nexport type X = ParsedPath;\n"],
    [2375, 'export const x: { a?: string } = { a: undefined };\n'],
    [2532, 'export const x = [1].map(String)[0].length;\n'],
    [2835, "export { half } from './core/half';\n"],
  ];

  test('names what does not fit', async () => {
    for (const [code, text] of rows) plant(`src/ts${code}.ts`, text);
    const { isPassed, output } = await run('types');
    expect(isPassed).toBe(false);
    for (const [code] of rows) expect(output).toMatch(new RegExp(`src/ts${code}\\.ts.*TS${code}`));
  });
});

/** A file, what it imports against the table, and the rule that says so. */
const importRows: readonly [path: string, imported: string, rule: string][] = [
  ['src/core/a.ts', '../http/a.ts', 'core'],
  ['src/core/b.ts', 'fastify', 'core'],
  ['src/core/c.ts', 'node:fs', 'core'],
  ['src/core/a.test.ts', '../http/a.ts', 'core-test'],
  ['src/dialects/dialect.ts', 'ajv', 'dialect-contract'],
  ['src/dialects/dialect.test.ts', '../http/a.ts', 'dialect-contract-test'],
  ['src/dialects/schema.ts', 'fastify', 'dialect-schema'],
  ['src/dialects/schema.test.ts', '../jobs/a.ts', 'dialect-schema-test'],
  ['src/dialects/type-box.ts', 'fastify', 'dialect-types'],
  ['src/dialects/type-box.test.ts', '../jobs/a.ts', 'dialect-types-test'],
  ['src/dialects/json-syntax.ts', 'fastify', 'dialect-json'],
  ['src/dialects/json-syntax.test.ts', '../jobs/a.ts', 'dialect-json-test'],
  ['src/dialects/answer-shape.ts', 'fastify', 'dialect-answers'],
  ['src/dialects/answer-shape.test.ts', '../http/a.ts', 'dialect-answers-test'],
  ['src/dialects/xml.ts', 'fastify', 'dialect-xml'],
  ['src/dialects/xml.test.ts', '../http/a.ts', 'dialect-xml-test'],
  ['src/databases.ts', './http/a.ts', 'databases'],
  ['src/databases.test.ts', './http/a.ts', 'databases-test'],
  ['src/thread-setup.mjs', './http/a.ts', 'thread-setup'],
  ['src/thread-setup.test.ts', './http/a.ts', 'thread-setup-test'],
  ['src/first-start.ts', './store/a.ts', 'first-start'],
  ['src/first-start.test.ts', './http/a.ts', 'first-start-test'],
  ['src/dialects/reference.ts', '../core/a.ts', 'dialect-reference'],
  ['src/dialects/reference.test.ts', '../http/a.ts', 'dialect-reference-test'],
  ['src/dialects/openapi.ts', '../core/a.ts', 'dialect-document'],
  ['src/dialects/openapi.test.ts', '../http/a.ts', 'dialect-document-test'],
  ['src/dialects/index.ts', '../http/a.ts', 'dialect-list'],
  ['src/dialects/index.test.ts', '../http/a.ts', 'dialect-list-test'],
  ['src/dialects/one/a.ts', '../two/a.ts', 'dialect'],
  ['src/dialects/one/b.ts', '../../store/sqlite/a.ts', 'dialect'],
  ['src/dialects/one/c.ts', '../../http/a.ts', 'dialect'],
  ['src/dialects/one/d.ts', '../../jobs/a.ts', 'dialect'],
  ['src/dialects/one/a.test.ts', '../two/a.ts', 'dialect-test'],
  ['src/store/contract.ts', './sqlite/a.ts', 'store-contract'],
  ['src/store/contract.test.ts', './sqlite/a.ts', 'store-contract-test'],
  ['src/store/parcel-conditions.ts', '../http/a.ts', 'store-parcels'],
  ['src/store/parcel-conditions.test.ts', '../http/a.ts', 'store-parcels-test'],
  ['src/store/list-keeper.ts', '../http/a.ts', 'store-lists'],
  ['src/store/list-keeper.test.ts', '../http/a.ts', 'store-lists-test'],
  ['src/store/move.ts', '../http/a.ts', 'store-move'],
  ['src/store/move.test.ts', '../http/a.ts', 'store-move-test'],
  ['src/store/sqlite/a.ts', 'pg', 'store-sqlite'],
  ['src/store/sqlite/b.ts', '../postgres/a.ts', 'store-sqlite'],
  ['src/store/sqlite/a.test.ts', '../postgres/a.ts', 'store-sqlite-test'],
  ['src/store/postgres/a.ts', 'node:sqlite', 'store-postgres'],
  ['src/store/postgres/a.test.ts', '../sqlite/a.ts', 'store-postgres-test'],
  ['src/http/a.ts', '../dialects/one/a.ts', 'http'],
  ['src/http/b.ts', '../store/sqlite/a.ts', 'http'],
  ['src/http/a.test.ts', '../dialects/one/a.ts', 'http-test'],
  ['src/carriers/a.ts', '../http/a.ts', 'carriers'],
  ['src/carriers/a.test.ts', '../store/sqlite/a.ts', 'carriers-test'],
  ['src/telemetry/a.ts', '../http/a.ts', 'telemetry'],
  ['src/telemetry/a.test.ts', '../http/a.ts', 'telemetry-test'],
  ['src/jobs/a.ts', '../http/a.ts', 'jobs'],
  ['src/jobs/a.test.ts', '../http/a.ts', 'jobs-test'],
  ['src/webhooks/a.ts', '../http/a.ts', 'webhooks'],
  ['src/webhooks/a.test.ts', '../dialects/one/a.ts', 'webhooks-test'],
  ['src/imports/a.ts', '../dialects/one/a.ts', 'imports'],
  ['src/imports/a.test.ts', '../store/sqlite/a.ts', 'imports-test'],
  ['src/cli/a.ts', '../store/sqlite/a.ts', 'cli'],
  ['src/cli/a.test.ts', '../http/a.ts', 'cli-test'],
  ['src/config.ts', './http/a.ts', 'config'],
  ['src/config.test.ts', './http/a.ts', 'config-test'],
  ['src/parcels/a.ts', '../core/half.ts', 'unknown-part'],
  ['src/core/d.ts', '../../scripts/a.ts', 'server-on-tools'],
  ['scripts/a.ts', '../src/core/half.ts', ''],
  ['sdk/a.ts', '../src/core/half.ts', 'sdk'],
  ['sdk/a.test.ts', '../src/core/half.ts', 'sdk-test'],
  ['console/a.ts', '../src/core/half.ts', 'console'],
  ['src/main.ts', 'vitest', 'no-dev-dependency'],
  ['src/core/e.ts', './f.ts', 'no-cycle'],
  ['src/core/f.ts', './e.ts', ''],
  ['src/core/g.ts', './nowhere.ts', 'unresolvable'],
  ['src/dialects/two/a.ts', '../one/e.ts', 'dialect'],
  ['src/dialects/one/e.ts', '../../core/half.ts', ''],
];

describe('imports', () => {
  test('names every rule of the table, with the file', async () => {
    plantPackage({ devDependencies: { vitest: '*' } });
    for (const [path, imported] of importRows) plant(path, `import '${imported}';\n`);
    const { isPassed, output } = await run('imports');
    expect(isPassed).toBe(false);
    const named = new Set(output.split('\n').map((line) => /^([\w-]+): (\S+) ->/.exec(line)?.slice(1).join(' ')));
    for (const [path, , rule] of importRows) if (rule !== '') expect(named).toContain(`${rule} ${path}`);
    expect([...new Set(importRows.map(([, , rule]) => rule))].filter((rule) => rule !== '').sort()).toEqual(
      importRules()
        .map(({ name }) => name)
        .sort(),
    );
  });

  test('a walk that met nothing does not pass', () => {
    const nothing = { modules: [], summary: { violations: [] } } as unknown as ICruiseResult;
    expect(problemsOf(nothing, true)).toEqual([expect.stringContaining('no-modules')]);
    expect(problemsOf(nothing, false)).toEqual([]);
  });
});

test('knip names the file, the export and the packages that are not used, or not declared', async () => {
  plantPackage({ dependencies: { ajv: '*' } });
  plant('src/core/alone.ts', `${opening}export const alone = 1;\n`);
  plant('src/core/half.ts', `${half}\nexport const third = 3;\n`);
  plant('src/main.ts', main.replace('import', "import 'fastify';\nimport"));
  const { isPassed, output } = await run('knip');
  expect(isPassed).toBe(false);
  for (const found of ['src/core/alone.ts', 'third', 'ajv', 'fastify']) expect(output).toContain(found);
});

test('tidy fails on a planted word', async () => {
  plant('src/core/half.ts', half.replace('Three.', 'Three, in a favourite colour.'));
  expect(await run('tidy')).toMatchObject({ isPassed: false, output: expect.stringContaining('spelling') });
});
