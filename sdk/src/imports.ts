/**
 * The calls about imports: a file is sent, validated, looked at, committed and followed to its end; its result is read,
 * what was refused is mended and sent again, and the whole can be undone.
 * How a file travels is in upload.ts, saved mappings are in mappings.ts. Made by client.ts.
 */
import type { ResultRow } from './answer-types.ts';
import { ConnectionError } from './errors.ts';
import type { Import, ImportPreview, Imports, Mapping } from './import-types.ts';
import type { ReadOptions } from './orders.ts';
import { csvOfRows, jsonOfRows } from './row-text.ts';
import type { Call, Transport } from './transport.ts';
import { type FileBytes, sendFile } from './upload.ts';

export type ImportOptions = {
  /** Told from the file when it is not stated. */
  format?: 'ndjson' | 'json' | 'csv';
  /** Whose orders the objects of NDJSON and JSON are: `native`, or the name of another contract. */
  shape?: string;
  /** The name of a saved mapping, or one, for CSV; guessed from the headers when it is not stated. */
  mapping?: string | Mapping;
  /** For people. */
  fileName?: string;
  /** `wait` by default: look at it, then `commit`. */
  onValidated?: Import['on_validated'];
  onDuplicate?: Import['on_duplicate'];
  /** The same one makes the import once, however often it is asked for. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};
export type UploadOptions = ImportOptions & {
  /** Told after every part. */
  onUploaded?: (bytes: number) => void;
};
export type WatchOptions = ReadOptions & {
  /** Between two looks, in milliseconds; 1,000 by default, less at the beginning. */
  pollMs?: number;
};
export type ResultOptions = ReadOptions & {
  /** `refused`: what is to be corrected and imported again. */
  only?: 'all' | 'refused';
};

/** The server is at it; every other state waits for somebody, or is the end. */
const MOVING: ReadonlySet<Import['state']> = new Set(['validating', 'running', 'pausing', 'canceling', 'undoing']);
const POLL_MS = 1_000;
const FIRST_POLL_MS = 50;
const UNDO_TIMEOUT_MS = 600_000;

export class ImportCalls {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** An import without its file: `append` or `upload` it. */
  async create(options: ImportOptions = {}): Promise<Import> {
    const { format, shape, mapping, fileName, onValidated, onDuplicate, idempotencyKey, signal } = options;
    const saved = typeof mapping === 'string' ? mapping : undefined;
    const rules = { on_validated: onValidated, on_duplicate: onDuplicate };
    const query = { format, shape, mapping: saved, file_name: fileName, ...rules, complete: false };
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const made = await this.#call<Import>({ method: 'POST', path: '/imports', query, headers, signal });
    if (mapping === undefined || typeof mapping === 'string') return made;
    const reading = signal === undefined ? {} : { signal };
    try {
      return await this.remap(made.id, mapping, reading);
    } catch (error) {
      // An import that nobody knows of is left behind by no mapping that was refused.
      await this.cancel(made.id, reading).catch(() => undefined);
      throw error;
    }
  }

  /** The file in parts, whatever its size: a part that was cut goes on where it was; then it is validated. */
  async upload(file: FileBytes, options: UploadOptions = {}): Promise<Import> {
    const made = await this.create(options);
    return this.continueUpload(made.id, file, options);
  }

  /** The whole file again: what has arrived of it is passed over, the rest is sent. */
  async continueUpload(
    id: string,
    file: FileBytes,
    { onUploaded, signal }: Pick<UploadOptions, 'onUploaded' | 'signal'> = {},
  ): Promise<Import> {
    const options = signal === undefined ? {} : { signal };
    const { uploaded_bytes } = await this.get(id, options);
    await sendFile(this.#transport, file, { id, from: uploaded_bytes, onUploaded, signal });
    return this.complete(id, options);
  }

  /** A part of one's own making; `offset` is where the file ends at the server. */
  append(id: string, part: Uint8Array<ArrayBuffer> | Blob, options: ReadOptions & { offset: number }): Promise<Import> {
    const { offset, ...rest } = options;
    const body = part instanceof Blob ? part : new Blob([part]);
    return this.#call({ method: 'PUT', path: `${pathOf(id)}/file`, query: { offset }, body, ...rest });
  }

  get(id: string, options: ReadOptions = {}): Promise<Import> {
    return this.#call({ method: 'GET', path: pathOf(id), ...options });
  }

  /** The latest first, page after page as they are asked for. */
  async *list(options: ReadOptions & { limit?: number } = {}): AsyncGenerator<Import> {
    const { limit, ...rest } = options;
    for (let cursor: string | undefined; ; ) {
      const page = await this.#call<Imports>({ method: 'GET', path: '/imports', query: { limit, cursor }, ...rest });
      yield* page.imports;
      if (page.next === null) return;
      cursor = page.next;
    }
  }

  /** The import as it goes, now and then, and at last as it stays until somebody does something about it. */
  async *watch(id: string, { pollMs = POLL_MS, signal }: WatchOptions = {}): AsyncGenerator<Import> {
    const options = signal === undefined ? {} : { signal };
    for (let delayMs = Math.min(FIRST_POLL_MS, pollMs); ; delayMs = Math.min(pollMs, delayMs * 2)) {
      const seen = await this.get(id, options);
      yield seen;
      if (!MOVING.has(seen.state)) return;
      await this.#transport.pause(delayMs, signal);
    }
  }

  /** Resolves once the server is through with what it is at: `validated`, `done`, `paused`, `failed` … */
  async settled(id: string, options: WatchOptions = {}): Promise<Import> {
    for await (const seen of this.watch(id, options)) if (!MOVING.has(seen.state)) return seen;
    throw new ConnectionError('the import must settle');
  }

  /** Columns and what they were taken for, the first rows with the orders they became, the first refusals. */
  preview(id: string, options: ReadOptions = {}): Promise<ImportPreview> {
    return this.#call({ method: 'GET', path: `${pathOf(id)}/preview`, ...options });
  }

  /** Another mapping, until it is committed: the file is validated again. */
  remap(id: string, mapping: Mapping, options: ReadOptions = {}): Promise<Import> {
    return this.#call({ method: 'PUT', path: `${pathOf(id)}/mapping`, body: JSON.stringify(mapping), ...options });
  }

  /** The file is whole. */
  complete(id: string, options: ReadOptions = {}): Promise<Import> {
    return this.#do(id, 'complete', options);
  }

  commit(id: string, options: ReadOptions = {}): Promise<Import> {
    return this.#do(id, 'commit', options);
  }

  pause(id: string, options: ReadOptions = {}): Promise<Import> {
    return this.#do(id, 'pause', options);
  }

  resume(id: string, options: ReadOptions = {}): Promise<Import> {
    return this.#do(id, 'resume', options);
  }

  /** What was taken in stays. */
  cancel(id: string, options: ReadOptions = {}): Promise<Import> {
    return this.#do(id, 'cancel', options);
  }

  /** What it created is deleted and what it replaced is put back, while nothing of it has shipped or changed since. */
  undo(id: string, options: ReadOptions = {}): Promise<Import> {
    // Every order of it is looked at before the server says yes.
    return this.#do(id, 'undo', { ...options, timeoutMs: UNDO_TIMEOUT_MS });
  }

  /** One that has ended is forgotten, with its result; its orders stay. */
  async remove(id: string, options: ReadOptions = {}): Promise<void> {
    await this.#call({ method: 'DELETE', path: pathOf(id), ...options });
  }

  /** Every row of the file in its order, with what became of it. */
  async *result(id: string, options: ResultOptions = {}): AsyncGenerator<ResultRow> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of this.resultBytes(id, { ...options, format: 'ndjson' })) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as ResultRow;
    }
  }

  /** The same as a file: NDJSON, or CSV with the columns of the file and what became of each row behind them. */
  async *resultBytes(
    id: string,
    options: ResultOptions & { format?: 'ndjson' | 'csv' } = {},
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { only, format, signal } = options;
    const call = { method: 'GET', path: `${pathOf(id)}/result`, query: { only, format }, signal } as const;
    const reader = (await this.#transport.openTried(call)).body?.getReader();
    try {
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done || value === undefined) return;
        yield value;
      }
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ConnectionError('the result was cut', { cause });
    } finally {
      await reader?.cancel().catch(() => undefined);
    }
  }

  /**
   * A new import of what was refused in an earlier one, each row as `mend` gives it back: an order, or of a table the
   * cells by their headers; null leaves the row out. It has the mapping and the rules of the earlier one.
   */
  async retry(
    id: string,
    mend: (row: ResultRow) => unknown,
    options: Pick<UploadOptions, 'onValidated' | 'idempotencyKey' | 'signal'> = {},
  ): Promise<Import> {
    const { signal } = options;
    const reading = signal === undefined ? {} : { signal };
    const before = await this.get(id, reading);
    const { shape, file_name, on_validated, on_duplicate, mapping } = before;
    const rows = this.result(id, { only: 'refused', ...reading });
    const isTable = before.format === 'csv';
    const { columns } = isTable ? await this.preview(id, reading) : { columns: null };
    return this.upload(isTable ? csvOfRows(rows, columns ?? [], mend) : jsonOfRows(rows, mend), {
      ...{ shape, onValidated: on_validated, onDuplicate: on_duplicate, ...options },
      format: isTable ? 'csv' : 'ndjson',
      ...(file_name === null ? {} : { fileName: file_name }),
      // What is sent is UTF-8 with commas, whatever the file was.
      ...(mapping === null ? {} : { mapping: { ...mapping, delimiter: ',', encoding: 'utf-8' } }),
    });
  }

  #do(id: string, name: string, options: ReadOptions & { timeoutMs?: number }): Promise<Import> {
    return this.#call({ method: 'POST', path: `${pathOf(id)}:${name}`, ...options });
  }

  async #call<T>(call: Call): Promise<T> {
    return (await this.#transport.call<T>(call)).body;
  }
}

function pathOf(id: string): string {
  return `/imports/${encodeURIComponent(id)}`;
}
