/**
 * The calls about saved mappings: what the columns of a table mean, under a name that imports state.
 * Whether a mapping fits a file is said by the import.
 * Made by client.ts.
 */
import type { Mapping, Mappings, SavedMapping } from './import-types.ts';
import type { ReadOptions } from './orders.ts';
import type { Call, Transport } from './transport.ts';

export class MappingCalls {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async list(options: ReadOptions = {}): Promise<readonly SavedMapping[]> {
    return (await this.#call<Mappings>({ method: 'GET', path: '/mappings', ...options })).mappings;
  }

  get(name: string, options: ReadOptions = {}): Promise<SavedMapping> {
    return this.#call({ method: 'GET', path: pathOf(name), ...options });
  }

  /** Imports that named it before keep what it was then. */
  save(name: string, mapping: Mapping, options: ReadOptions = {}): Promise<SavedMapping> {
    return this.#call({ method: 'PUT', path: pathOf(name), body: JSON.stringify(mapping), ...options });
  }

  async remove(name: string, options: ReadOptions = {}): Promise<void> {
    await this.#call({ method: 'DELETE', path: pathOf(name), ...options });
  }

  async #call<T>(call: Call): Promise<T> {
    return (await this.#transport.call<T>(call)).body;
  }
}

function pathOf(name: string): string {
  return `/mappings/${encodeURIComponent(name)}`;
}
