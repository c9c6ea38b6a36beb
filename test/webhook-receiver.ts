/**
 * A receiver of webhooks on a free port of its own: answers what it is told to, else 200, and keeps what it took.
 * The one thing of these tests that is faked; who uses it opens and closes it.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Heard = { path: string; body: string; headers: NodeJS.Dict<string | string[]> };

/** Lets the server under test call this machine. */
export const LOOPBACK = { BULKHEAD_WEBHOOK_NETWORKS: '127.0.0.0/8' };

export class Receiver {
  readonly heard: Heard[] = [];
  /** Statuses of the next answers at a path. */
  readonly answers = new Map<string, number[]>();
  #waiting: (() => void) | null = null;
  readonly #server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const status = this.answers.get(path)?.shift() ?? 200;
      this.heard.push({ path, body, headers: request.headers });
      response.writeHead(status, { Location: '/elsewhere' }).end();
      this.#waiting?.();
    });
  });

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** What came at the path, once there is so much of it. */
  async at(path: string, count: number): Promise<Heard[]> {
    for (;;) {
      const found = this.heard.filter((heard) => heard.path === path);
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  close(): Promise<unknown> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
