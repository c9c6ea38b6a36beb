/**
 * A tree of calls as a flame graph: every call a box as wide as its time, what it called above it, its name and share
 * in the title that a browser shows under the pointer. SVG without a script.
 * Pure; called by profile.ts.
 */
export type Frame = { name: string; micros: number; children: readonly Frame[] };

const WIDTH = 1_200;
const ROW = 17;
/** Narrower boxes cannot be seen. */
const NARROWEST = 0.6;
const CHARACTER = 6.4;

export function flameOf(heading: string, root: Frame): string {
  const scale = WIDTH / root.micros;
  const boxes: string[] = [];
  let deepest = 0;
  const draw = (frame: Frame, x: number, depth: number): void => {
    const width = frame.micros * scale;
    if (width < NARROWEST) return;
    deepest = Math.max(deepest, depth);
    boxes.push(boxOf(frame, { x, width, depth, share: frame.micros / root.micros }));
    let at = x;
    for (const child of frame.children.toSorted((a, b) => b.micros - a.micros)) {
      draw(child, at, depth + 1);
      at += child.micros * scale;
    }
  };
  draw(root, 0, 0);
  const height = (deepest + 3) * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="11">`,
    `<title>${escapeXml(heading)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="6" y="14" font-weight="bold">${escapeXml(heading)}: ${(root.micros / 1e6).toFixed(2)} s busy</text>`,
    `<g transform="translate(0 ${ROW * 1.5})">`,
    ...boxes,
    '</g></svg>',
    '',
  ].join('\n');
}

type Box = { x: number; width: number; depth: number; share: number };

function boxOf({ name, micros }: Frame, { x, width, depth, share }: Box): string {
  const y = depth * ROW;
  const told = `${name}: ${(micros / 1000).toFixed(0)} ms, ${(share * 100).toFixed(1)} %`;
  const fits = Math.floor((width - 4) / CHARACTER);
  const label = fits < 3 ? '' : escapeXml(name.length <= fits ? name : `${name.slice(0, fits - 1)}…`);
  return (
    `<g><title>${escapeXml(told)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colorOf(name)}"/>` +
    `${label === '' ? '' : `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${label}</text>`}</g>`
  );
}

/** Ours warm, packages green, the runtime gray. */
function colorOf(name: string): string {
  if (/ src\//.test(name)) return '#f2a65a';
  return / node:|^\(/.test(name) || !name.includes(' ') ? '#cfd4d9' : '#9fcf9f';
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
