/**
 * The figures as a picture: a bar for every contestant of a phase, orders a second relative to the floor (1.0), with
 * the spread of the rounds. SVG that needs no script and no font of its own.
 * Pure; called by bench.ts.
 */
import type { Results } from './compare.ts';
import { median, rate, titleOf } from './report.ts';

const WIDTH = 860;
const LABEL_WIDTH = 180;
const BAR_HEIGHT = 18;
const GAP = 6;
const TITLE_HEIGHT = 30;
const COLORS = ['#2f6f9f', '#58a06f', '#b5763a', '#7a68a6', '#9aa0a6'];

type Bar = { name: string; ratio: number; least: number; greatest: number; color: string };
type Group = { title: string; bars: readonly Bar[] };

export function plotOf(heading: string, results: Results): string {
  const groups = groupsOf(results);
  const widest = Math.max(1, ...groups.flatMap(({ bars }) => bars.map(({ greatest }) => greatest)));
  const scale = (WIDTH - LABEL_WIDTH - 90) / widest;
  let top = 44;
  const parts = groups.map(({ title, bars }) => {
    const at = top;
    top += TITLE_HEIGHT + bars.length * (BAR_HEIGHT + GAP) + GAP * 2;
    return groupSvg({ title, bars }, at, scale);
  });
  const one = LABEL_WIDTH + scale;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" font-family="sans-serif" font-size="12">`,
    `<title>${escapeXml(heading)}</title>`,
    `<rect width="${WIDTH}" height="${top}" fill="#ffffff"/>`,
    `<text x="12" y="24" font-size="16" font-weight="bold">${escapeXml(heading)}</text>`,
    ...parts,
    `<line x1="${one}" y1="36" x2="${one}" y2="${top - GAP}" stroke="#444" stroke-dasharray="3 3"/>`,
    `<text x="${one + 4}" y="40" fill="#444">floor = 1.0</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function groupsOf({ figures }: Results): readonly Group[] {
  return [...figures].flatMap(([phase, told]) => {
    const floor = told.get('floor');
    if (floor === undefined) return [];
    const unit = median(floor.map(rate));
    const bars = [...told].map(([name, own], index) => {
      const ratios = own.map((figure) => rate(figure) / unit);
      const color = name === 'floor' ? '#9aa0a6' : (COLORS[index % COLORS.length] as string);
      return { name, ratio: median(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios), color };
    });
    return [{ title: titleOf(phase), bars: bars.toSorted((a, b) => a.name.localeCompare(b.name)) }];
  });
}

function groupSvg({ title, bars }: Group, top: number, scale: number): string {
  const rows = bars.map(({ name, ratio, least, greatest, color }, index) => {
    const y = top + TITLE_HEIGHT + index * (BAR_HEIGHT + GAP);
    const middle = y + BAR_HEIGHT / 2;
    const x = (value: number) => (LABEL_WIDTH + value * scale).toFixed(1);
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${middle + 4}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y}" width="${(ratio * scale).toFixed(1)}" height="${BAR_HEIGHT}" fill="${color}"/>`,
      `<line x1="${x(least)}" y1="${middle}" x2="${x(greatest)}" y2="${middle}" stroke="#111"/>`,
      `<text x="${Number(x(greatest)) + 6}" y="${middle + 4}">${ratio.toFixed(2)}</text>`,
    ].join('');
  });
  return [`<text x="12" y="${top + 20}" font-weight="bold">${escapeXml(title)}</text>`, ...rows].join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
