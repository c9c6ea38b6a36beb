/**
 * The label of a parcel as a PDF of four by six inches: from whom, to whom, the tracking number as text and as a bar
 * code, and in letters nobody overlooks that nothing is carried with it. The same parcel gives the same bytes: nothing
 * but the parcel is read, no clock and no chance.
 * Called by label-worker.ts.
 */
import PDFDocument from 'pdfkit';
import type { Address } from '../core/order.ts';
import type { Parcel } from '../core/shipments/parcel.ts';
import { TEST_CARRIER_NAME, TEST_PACKAGES, TEST_TRANSPORTS } from '../core/shipments/test-carrier.ts';
import { code128 } from './bars.ts';
import { printable } from './printable.ts';

/** Points, of which an inch has 72. */
const PAGE = { width: 288, height: 432, margin: 14 } as const;
const INNER = PAGE.width - 2 * PAGE.margin;
/** A line of an address is cut beyond this: more does not fit, and no address is longer. */
const LINE_CHARS_MAX = 60;
const QUIET_MODULES = 10;
const BARS_HEIGHT = 76;

type Document = InstanceType<typeof PDFDocument>;

export async function drawTestLabel(parcel: Parcel): Promise<Buffer> {
  const document = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    // Its own margin would begin another page where ours ends.
    margin: 0,
    info: { Title: `TEST LABEL ${parcel.trackingNumber ?? ''}`, CreationDate: new Date(parcel.createdAt) },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const pieces: Buffer[] = [];
  document.on('data', (piece: Buffer) => pieces.push(piece));
  document.on('end', () => resolve(Buffer.concat(pieces)));
  document.on('error', reject);
  drawHead(document, parcel);
  drawAddresses(document, parcel);
  drawTracking(document, parcel.trackingNumber ?? '');
  drawFoot(document, parcel);
  document.end();
  return promise;
}

/** White on black, above and below what looks like a label. */
function drawHead(document: Document, parcel: Parcel): void {
  drawWarning(document, PAGE.margin);
  const { name = '' } = TEST_TRANSPORTS.find(({ code }) => code === parcel.serviceCode) ?? {};
  const { name: kind = '' } = TEST_PACKAGES.find(({ code }) => code === parcel.packageCode) ?? {};
  document.fillColor('black').font('Helvetica-Bold').fontSize(13);
  writeLine(document, `${TEST_CARRIER_NAME}: ${name}`, { x: PAGE.margin, y: 44 });
  document.font('Helvetica').fontSize(8);
  const facts = [kind, `Ship date ${parcel.shippedAt.wall.slice(0, 'YYYY-MM-DD'.length)}`, weightOf(parcel)];
  writeLine(document, facts.filter((fact) => fact !== '').join('   '), { x: PAGE.margin, y: 60 });
  drawRule(document, 74);
}

function drawAddresses(document: Document, { shipFrom, shipTo }: Parcel): void {
  document.font('Helvetica').fontSize(7);
  writeLine(document, 'FROM', { x: PAGE.margin, y: 81 });
  const from = shipFrom === undefined ? ['(no ship-from address is set up)'] : linesOf(shipFrom);
  document.fontSize(8);
  for (const [index, line] of from.entries()) writeLine(document, line, { x: PAGE.margin, y: 91 + index * 10 });
  drawRule(document, 166);
  document.fontSize(7);
  writeLine(document, 'SHIP TO', { x: PAGE.margin, y: 173 });
  document.font('Helvetica-Bold').fontSize(11);
  for (const [index, line] of linesOf(shipTo ?? {}).entries()) {
    writeLine(document, line, { x: PAGE.margin + 10, y: 184 + index * 13.5 });
  }
  drawRule(document, 284);
}

function drawTracking(document: Document, trackingNumber: string): void {
  document.font('Helvetica').fontSize(7);
  writeLine(document, 'TRACKING NUMBER', { x: PAGE.margin, y: 290 });
  const { bars, modules } = code128(trackingNumber);
  const module = INNER / (modules + 2 * QUIET_MODULES);
  const left = PAGE.margin + QUIET_MODULES * module;
  for (const { at, width } of bars) document.rect(left + at * module, 301, width * module, BARS_HEIGHT);
  document.fill('black');
  document.font('Courier-Bold').fontSize(12);
  document.text(trackingNumber, PAGE.margin, 381, { width: INNER, align: 'center', lineBreak: false });
}

function drawFoot(document: Document, { number, orderId, parcelId }: Parcel): void {
  document.font('Helvetica').fontSize(7);
  const order = orderId === null ? '' : `   Order ${number ?? orderId}`;
  writeLine(document, `Shipment ${parcelId}${order}`, { x: PAGE.margin, y: 395 });
  drawWarning(document, 404);
}

function drawWarning(document: Document, y: number): void {
  const height = 24;
  document.rect(PAGE.margin, y, INNER, height).fill('black');
  document.fillColor('white').font('Helvetica-Bold').fontSize(13);
  document.text('TEST LABEL - DO NOT SHIP', PAGE.margin, y + 7, { width: INNER, align: 'center', lineBreak: false });
  document.fillColor('black');
}

function drawRule(document: Document, y: number): void {
  const right = PAGE.width - PAGE.margin;
  document.moveTo(PAGE.margin, y).lineTo(right, y).lineWidth(1).stroke('black');
}

/** One line, cut where the paper ends. */
function writeLine(document: Document, text: string, { x, y }: { x: number; y: number }): void {
  const room = PAGE.width - PAGE.margin - x;
  let line = printable(text).slice(0, LINE_CHARS_MAX);
  while (line !== '' && document.widthOfString(line) > room) line = line.slice(0, -1);
  document.text(line, x, y, { lineBreak: false });
}

function linesOf(address: Address): string[] {
  const name = address.name ?? [address.firstName, address.lastName].filter(Boolean).join(' ');
  const { company, street1, street2, street3, country } = address;
  const place = [address.city, address.state, address.postalCode].filter(Boolean).join(' ');
  return [name, company, street1, street2, street3, place, country].filter(
    (line) => line !== undefined && line !== '',
  ) as string[];
}

function weightOf({ weight }: Parcel): string {
  return weight === undefined || weight.valueE4 === 0 ? '' : `Weight ${weight.valueE4 / 10_000} ${weight.unit}`;
}
