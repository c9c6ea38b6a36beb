/**
 * A relay on loopback, as a proxy or an address that moves in front of a database: what connects to it reaches the
 * port it is pointed to, and loses its connection when that changes, or at a message the test has chosen.
 * Used by tests of failover and of lost connections.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Where a connection breaks: before the server has the message, or before its answer arrives. */
export type Break = { at: string; isDelivered: boolean };

export class TcpRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: number;
  #break: Break | null = null;

  constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#join(socket));
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  pointTo(port: number): void {
    this.#target = port;
    this.cut();
  }

  /** The next connection that sends this text loses its connection there, once. */
  breakAt(next: Break): void {
    this.#break = next;
  }

  /** Every connection, without a goodbye. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    const far = connect(this.#target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.end();
      });
    }
    far.on('data', (chunk) => near.write(chunk));
    near.on('data', (chunk) => this.#forward(chunk, near, far));
  }

  #forward(chunk: Buffer, near: Socket, far: Socket): void {
    const here = this.#break;
    if (here === null || !chunk.includes(here.at)) {
      far.write(chunk);
      return;
    }
    this.#break = null;
    far.removeAllListeners('data').resume();
    if (here.isDelivered) far.end(chunk);
    else far.destroy();
    near.resetAndDestroy();
  }
}
