// Every command of docs/cli.md and of the README's part on the SDK and the command line does what the page says.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, SECRET, startNativeServer } from './native-server.ts';

const program = join(import.meta.dirname, '../src/cli/bulkhead.ts');
const folder = mkdtempSync(join(tmpdir(), 'bulkhead-cli-docs-'));
let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(async () => {
  await server.drain('end of the test');
  rmSync(folder, { recursive: true });
});

/** What a command prints, on both outputs. */
function run(command: string): Promise<string> {
  const [name = '', ...args] = command.split(' ');
  const [file = '', given] = name === 'bulkhead' ? [process.execPath, [program, ...args]] : [name, args];
  const env = { PATH: process.env.PATH ?? '', BULKHEAD_URL: server.url, BULKHEAD_SECRET: SECRET };
  return new Promise((resolve) => {
    execFile(file, given, { cwd: folder, env }, (_error, out, err) => resolve(out + err));
  });
}

// A table has a mark at its beginning and the line ends of tables.
const shown = (text: string) =>
  text
    .replaceAll(/\ufeff|\r/g, '')
    .replaceAll(/ in [\d.]+ s\b/g, ' in … s')
    .trim();

test.each(['docs/cli.md', 'README.md'])('%s', { timeout: 120_000 }, async (page) => {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/```sh\n(\$ [\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(0);
  for (const step of blocks.join('').split(/^\$ /m).slice(1)) {
    const [command = '', ...printed] = step.split('\n');
    const [name, file = ''] = command.split(' ');
    const expected = printed.join('\n').trim();
    // What the page shows of its own files is what they hold.
    if (name === 'cat' && !file.includes('.result.')) writeFileSync(join(folder, file), `${expected}\n`);
    expect([command, shown(await run(command))]).toEqual([command, expected]);
  }
});

test('the JavaScript of the README', async () => {
  const readme = readFileSync('README.md', 'utf8');
  const examples = [...readme.matchAll(/```js\n([\s\S]*?)```\n\nprints\n\n```\n([\s\S]*?)```/g)];
  expect(examples).toHaveLength(readme.match(/```js\n/g)?.length ?? 0);
  const sdk = join(import.meta.dirname, '../sdk/src/index.ts');
  for (const [, code = '', printed = ''] of examples) {
    writeFileSync(join(folder, 'example.mjs'), code.replace("'bulkhead-sdk'", JSON.stringify(sdk)));
    expect(shown(await run(`${process.execPath} example.mjs`))).toBe(printed.trim());
  }
});
