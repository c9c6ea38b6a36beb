/**
 * The requests that the smoke run sends: those of the two contracts this product began with, as their pages print
 * them, or the project's own samples of the same shape where the pages are not at hand.
 * Only reads files; knows a page by its name beginning with the dialect's, and a request by its first line.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../../src/dialects/dialect.ts';

export type Seed = { from: string; path: string; body: unknown /** As printed. */; answer: unknown };

const root = join(import.meta.dirname, '../..');
const pages = join(root, '../shared/seeds');

export function readSeed(dialect: Dialect): Seed {
  const names = existsSync(pages) ? readdirSync(pages) : [];
  const page = names.find((name) => name.startsWith(`${dialect.name}-`) && name.endsWith('.md'));
  return page === undefined ? seedFromSamples(dialect) : seedFromPage(join(pages, page));
}

function seedFromPage(file: string): Seed {
  const text = readFileSync(file, 'utf8');
  const request = /^[ ]*POST (?:<base>)?(\/\S+) HTTP\/1\.1$/m.exec(text);
  const answerAt = text.search(/^#* ?(?:Example Response|Response examples)/im);
  if (request?.[1] === undefined || answerAt < 0) throw new Error(`${file}: expected a request and its answer`);
  return {
    from: file,
    path: request[1],
    body: firstJson(text.slice(request.index)),
    answer: firstJson(text.slice(answerAt)),
  };
}

/** A block that opens with a bracket alone on its line, up to its partner on the same column. */
function firstJson(text: string): unknown {
  const block = /^( *)(\[|\{)\n[\s\S]*?\n\1(\]|\})$/m.exec(text);
  if (block === null) throw new Error(`expected a block of JSON in ${JSON.stringify(text.slice(0, 60))}`);
  return JSON.parse(block[0]);
}

/** The first sample that is sent where the dialect's first example goes. */
function seedFromSamples({ name, example }: Dialect): Seed {
  const folder = join(root, 'src/dialects', name, 'samples');
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const steps: { name: string; path: string }[] = read('index.json').steps;
  const step = steps.find(({ path }) => path === example?.path);
  if (step === undefined) throw new Error(`${folder}: expected a sample for ${example?.path}`);
  const { name: file, path } = step;
  return { from: join(folder, file), path, body: read(`${file}.request.json`), answer: read(`${file}.response.json`) };
}
