/**
 * The thread in which labels are drawn: takes parcels, answers documents. It keeps nothing between two of them and reads
 * nothing but what it is sent.
 * Started by label-printer.ts.
 */
import { parentPort } from 'node:worker_threads';
import type { FromPrinter, ToPrinter } from './label-printer.ts';
import { drawTestLabel } from './test-label.ts';

const port = parentPort;
if (port === null) throw new Error('label-worker.ts must run as a thread');

port.on('message', async ({ callId, parcel }: ToPrinter) => {
  try {
    answer({ callId, pdf: await drawTestLabel(parcel) });
  } catch (error) {
    answer({ callId, fault: String(error) });
  }
});

function answer(message: FromPrinter): void {
  port?.postMessage(message);
}
