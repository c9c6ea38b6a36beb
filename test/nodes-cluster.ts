/**
 * Several server processes on one database, killed and started again at will, each with the same key pair.
 * Knows nothing of what is sent to them. Used by test/nodes.test.ts, test/postgres-away.test.ts, scripts/torture.ts.
 */
import { ServerProcess } from './server-process.ts';

export const PAIR = { keyId: 'key-of-the-nodes', secret: 'secret-of-the-nodes-test' };

export class Cluster {
  readonly #env: Record<string, string>;
  readonly #folder: string;
  readonly #nodes: ServerProcess[] = [];
  readonly #urls: (string | null)[] = [];

  constructor(databaseUrl: string, folder: string) {
    this.#env = { DATABASE_URL: databaseUrl, BULKHEAD_API_KEY: PAIR.keyId, BULKHEAD_API_SECRET: PAIR.secret };
    this.#folder = folder;
  }

  get size(): number {
    return this.#nodes.length;
  }

  /** All at once, as a rollout does. */
  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, index) => this.#begin(index)));
  }

  /** Null while the node is down. */
  url(index: number): string | null {
    return this.#urls[index] ?? null;
  }

  /** Without a goodbye; resolves when it is up again. */
  async killAndRestart(index: number): Promise<void> {
    this.#urls[index] = null;
    await this.#nodes[index]?.stop('SIGKILL');
    await this.#begin(index);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop('SIGKILL')));
  }

  async #begin(index: number): Promise<void> {
    const node = new ServerProcess({ ...this.#env, BULKHEAD_LOG_LEVEL: 'info' }, this.#folder);
    this.#nodes[index] = node;
    this.#urls[index] = await node.url();
  }
}
