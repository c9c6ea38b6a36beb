/**
 * Where figures go: printed, written to bench/results/ (of this machine, not committed), and put into the docs page in
 * place of what the same measurement told before, so that a part that is measured again leaves the others as they are.
 * Called by every measurement with its report.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RESULTS = join(import.meta.dirname, 'results');
const DOCS = join(import.meta.dirname, '..', 'docs');
const PAGE = join(DOCS, 'benchmark-figures.md');
const HEAD = [
  '# Figures of the benchmark',
  '',
  'Written by `npm run bench`, each part by the measurement that it names; what they mean is told in [benchmark.md](benchmark.md).',
  '',
].join('\n');

/** `plot`: an SVG, shown above the report. */
export function publish(name: string, report: string, plot?: string): void {
  process.stdout.write(report);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${name}.md`), report);
  const image = `benchmark-${name}.svg`;
  if (plot !== undefined) for (const at of [join(RESULTS, `${name}.svg`), join(DOCS, image)]) writeFileSync(at, plot);
  const shown = plot === undefined ? report : `![Orders a second, ${name}](${image})\n\n${report}`;
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : HEAD;
  writeFileSync(PAGE, withSection(page, name, shown));
}

/** Sections stand between comments of their own, the newest last where none was. */
function withSection(page: string, name: string, text: string): string {
  const [from, to] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->\n`];
  const section = `${from}\n${text.trim()}\n\n${to}`;
  const [start, end] = [page.indexOf(from), page.indexOf(to)];
  if (start < 0 || end < start) return `${page}\n${section}`;
  return page.slice(0, start) + section + page.slice(end + to.length);
}
