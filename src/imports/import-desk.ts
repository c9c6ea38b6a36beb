/**
 * What routes may do with imports: make one, let its file grow, send it from state to state, look at it. Every change
 * leaves a state that it names, so that two callers at once do not both succeed; the work itself is done by the job.
 * Made by main.ts, called by the routes of a dialect.
 */
import { hash, randomUUID } from 'node:crypto';
import type { Account } from '../core/accounts.ts';
import type {
  ImportDesk as Desk,
  Done,
  ImportCall,
  ImportPreview,
  ImportSettings,
  ImportView,
  PreviewRow,
  ResultAsked,
} from '../core/imports/desk.ts';
import type { ImportChange, ImportName, ImportState } from '../core/imports/import.ts';
import type { TableMapping } from '../core/imports/mapping.ts';
import { LIMITS } from '../core/limits.ts';
import { jobOf, NO_PROGRESS, viewOf } from './import-record.ts';
import { type ImportParts, readerIn, readTermsOf } from './import-work.ts';
import { pack, unpackJson } from './packing.ts';
import { readItem } from './read-item.ts';
import type { SourceItem } from './source.ts';
import { type ItemOutcome, readSlice, type SliceTerms, takeSlice } from './take-slice.ts';
import { whatHasChanged } from './undo.ts';

/** One row of the database; large enough to compress well, small enough to hold a few. */
const PART_BYTES = 1024 * 1024;
const PREVIEW_ROWS = 20;
/** Looked through for refusals. */
const PREVIEW_SLICES = 25;

type Step = { from: readonly ImportState[]; to: ImportState; hasJob?: boolean; dropsFile?: boolean };

const STEPS: Readonly<Record<ImportCall, readonly Step[]>> = {
  complete: [{ from: ['uploading'], to: 'validating', hasJob: true }],
  commit: [{ from: ['validated'], to: 'running', hasJob: true, dropsFile: true }],
  pause: [{ from: ['running'], to: 'pausing' }],
  resume: [{ from: ['paused', 'pausing'], to: 'running', hasJob: true }],
  cancel: [
    { from: ['running', 'pausing'], to: 'canceling' },
    { from: ['uploading', 'validating', 'validated', 'paused', 'failed'], to: 'canceled', dropsFile: true },
  ],
  undo: [{ from: ['done', 'canceled'], to: 'undoing', hasJob: true }],
};
/** The call was made before, and came to its end or is on its way. */
const REACHED: Readonly<Record<ImportCall, readonly ImportState[]>> = {
  complete: ['validating'],
  commit: ['running'],
  pause: ['pausing', 'paused'],
  resume: ['running'],
  cancel: ['canceling', 'canceled'],
  undo: ['undoing', 'undone'],
};

export class ImportDesk implements Desk {
  readonly #parts: ImportParts;

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  async create(
    { accountId }: Account,
    settings: ImportSettings,
    asked: { key: string; firstAt: number } | null,
  ): Promise<ImportView> {
    const { store, clock } = this.#parts;
    const at = clock();
    const importId =
      asked === null ? timedId(at, randomUUID()) : timedId(asked.firstAt, JSON.stringify([accountId, asked.key]));
    const draft = {
      importId,
      state: 'uploading',
      progress: JSON.stringify(NO_PROGRESS),
      settings: JSON.stringify(settings),
    } as const;
    const isNew = await store.createImport(accountId, draft, at);
    const view = await this.#view({ accountId, importId });
    if (isNew || view.state !== 'uploading') return view;
    await store.removeImport(view);
    await store.createImport(accountId, draft, at);
    return this.#view(view);
  }

  async find(name: ImportName): Promise<ImportView | null> {
    const record = await this.#parts.store.findImport(name);
    return record === null ? null : viewOf(record);
  }

  async list(accountId: number, asked: { after: string | null; limit: number }): Promise<readonly ImportView[]> {
    return (await this.#parts.store.listImports(accountId, asked)).map(viewOf);
  }

  async append(name: ImportName, offset: number, input: AsyncIterable<Buffer>): Promise<Done> {
    const view = await this.find(name);
    if (view === null) return { kind: 'unknown' };
    if (view.state !== 'uploading')
      return { kind: 'unfit', view, note: `its file is complete, and it is ${view.state}` };
    if (view.uploadedBytes !== offset) return unfitOffset(view, offset);
    const file = new PartWriter(this.#parts, name, offset);
    try {
      for await (const piece of input) if (!(await file.write(piece))) break;
    } finally {
      await file.flush();
    }
    const after = await this.#view(name);
    if (file.isFull)
      return { kind: 'unfit', view: after, note: `expected a file of at most ${LIMITS.importFileBytesMax} bytes` };
    return file.isRefused ? unfitOffset(after, file.offset) : { kind: 'done', view: after };
  }

  async call(name: ImportName, call: ImportCall): Promise<Done> {
    const before = await this.find(name);
    if (before === null) return { kind: 'unknown' };
    if (REACHED[call].includes(before.state)) return { kind: 'done', view: before };
    if (call === 'undo') {
      const note = await this.#whatPreventsUndo(name);
      if (note !== null) return { kind: 'unfit', view: before, note };
    }
    for (const step of STEPS[call])
      if (await this.#change(name, step)) return { kind: 'done', view: await this.#view(name) };
    const view = await this.#view(name);
    const states = STEPS[call].flatMap(({ from }) => from);
    return {
      kind: 'unfit',
      view,
      note: `expected an import that is ${states.join(' or ')}, this one is ${view.state}`,
    };
  }

  async remap(name: ImportName, mapping: TableMapping): Promise<Done> {
    const view = await this.find(name);
    if (view === null) return { kind: 'unknown' };
    const settings = JSON.stringify({ ...view.settings, mapping });
    const from = ['uploading', 'validated', 'failed'] as const;
    const to = view.state === 'uploading' ? 'uploading' : 'validating';
    if (
      await this.#change(
        name,
        { from: [view.state].filter((state) => from.some((one) => one === state)), to, hasJob: to === 'validating' },
        settings,
      )
    ) {
      return { kind: 'done', view: await this.#view(name) };
    }
    const note = `expected an import that is ${from.join(' or ')}, this one is ${view.state}`;
    return { kind: 'unfit', view, note };
  }

  async preview(account: Account, name: ImportName): Promise<ImportPreview | null> {
    const view = await this.find(name);
    if (view === null) return null;
    const terms = this.#readTerms(account, view);
    const sample: PreviewRow[] = [];
    const refused: PreviewRow[] = [];
    for (let sliceNo = 0; sliceNo < PREVIEW_SLICES && refused.length < PREVIEW_ROWS; sliceNo++) {
      const slice = await this.#parts.store.findSlice(name, sliceNo);
      if (slice === null) break;
      for (const source of await unpackJson<SourceItem[]>(slice.items)) {
        const read = readItem(source, 0, terms);
        const rows = source.rows.map(({ cells, text }) => cells ?? [text ?? '']);
        const problems = read.kind === 'refused' ? read.problems : [];
        const row = {
          line: source.rows[0]?.line ?? 0,
          rows,
          order: read.kind === 'taken' ? null : read.value,
          problems,
        };
        if (sample.length < PREVIEW_ROWS) sample.push(row);
        if (problems.length > 0 && refused.length < PREVIEW_ROWS) refused.push(row);
      }
    }
    return { sample, refused };
  }

  async *result(account: Account, view: ImportView, asked: ResultAsked): AsyncGenerator<string> {
    const { resultRows } = await import('./result-rows.ts');
    const foretell = view.state === 'validated' ? this.#foretell(account, view) : undefined;
    yield* resultRows({ store: this.#parts.store, view, foretell }, asked);
  }

  /** What becomes of rows when they are taken in, asked as the validation did. */
  #foretell(account: Account, view: ImportView): (sources: readonly SourceItem[]) => Promise<readonly ItemOutcome[]> {
    const terms = this.#readTerms(account, view);
    return async (sources) => takeSlice(await readSlice(0, sources, terms), terms, true);
  }

  #readTerms(account: Account, view: ImportView): SliceTerms {
    const readerOf = (shape: string) => readerIn(this.#parts.readers, shape);
    return readTermsOf({ ...this.#parts, account, name: view, view, readerOf }, view.progress);
  }

  async remove(name: ImportName): Promise<Done> {
    const view = await this.find(name);
    if (view === null) return { kind: 'unknown' };
    const isEnded = ['done', 'undone', 'canceled', 'failed'].includes(view.state);
    if (!isEnded) return { kind: 'unfit', view, note: `expected an import that has ended, this one is ${view.state}` };
    await this.#parts.store.removeImport(name);
    return { kind: 'done', view };
  }

  async #whatPreventsUndo(name: ImportName): Promise<string | null> {
    const { store } = this.#parts;
    const record = await store.findImport(name);
    if (record === null || (record.state !== 'done' && record.state !== 'canceled')) return null;
    return whatHasChanged(store, name, record.slicesDone);
  }

  #change(
    name: ImportName,
    { from, to, hasJob = false, dropsFile = false }: Step,
    settings?: string,
  ): Promise<boolean> {
    const at = this.#parts.clock();
    const change: ImportChange = {
      from,
      to,
      at,
      settings,
      dropsFile,
      ...(hasJob ? { job: jobOf(name.importId, at) } : {}),
    };
    return this.#parts.store.changeImport(name, change);
  }

  async #view(name: ImportName): Promise<ImportView> {
    const view = await this.find(name);
    if (view === null) throw new Error(`the import ${name.importId} must be there`);
    return view;
  }
}

function unfitOffset(view: ImportView, offset: number): Done {
  return { kind: 'unfit', view, note: `the file has ${view.uploadedBytes} bytes, and this part begins at ${offset}` };
}

/** Gathers what arrives into parts, and appends each where the file ends. */
class PartWriter {
  readonly #parts: ImportParts;
  readonly #name: ImportName;
  /** Where the next part begins. */
  offset: number;
  isRefused = false;
  isFull = false;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(parts: ImportParts, name: ImportName, offset: number) {
    this.#parts = parts;
    this.#name = name;
    this.offset = offset;
  }

  /** False once nothing more is taken. */
  async write(piece: Buffer): Promise<boolean> {
    if (this.offset + this.#heldBytes + piece.length > LIMITS.importFileBytesMax) this.isFull = true;
    if (this.isFull || this.isRefused) return false;
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    if (this.#heldBytes >= PART_BYTES) await this.flush();
    return !this.isRefused;
  }

  async flush(): Promise<void> {
    if (this.#heldBytes === 0 || this.isRefused) return;
    const bytes = this.#heldBytes;
    const document = await pack(Buffer.concat(this.#held));
    this.#held = [];
    this.#heldBytes = 0;
    const isTaken = await this.#parts.store.appendPart(
      this.#name,
      { offset: this.offset, bytes, document },
      this.#parts.clock(),
    );
    if (isTaken) this.offset += bytes;
    else this.isRefused = true;
  }
}

/** A UUID of version 7: those that are made later sort behind. */
function timedId(at: number, seed: string): string {
  const time = at.toString(16).padStart(12, '0');
  const random = hash('sha256', seed);
  const variant = ((Number.parseInt(random.charAt(3), 16) & 3) | 8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${random.slice(0, 3)}`,
    `${variant}${random.slice(4, 7)}`,
    random.slice(8, 20),
  ].join('-');
}
