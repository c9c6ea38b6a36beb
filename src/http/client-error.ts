/**
 * Bytes that never became a request: malformed HTTP, heads that are too long, requests that do not arrive in time.
 * They get a short plain answer when there is still somebody to answer, and their connection ends.
 * Called by server.ts for every such error of Node's parser; nothing of what was sent is repeated or logged.
 */
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Telemetry } from '../telemetry/telemetry.ts';

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

export function answerClientError(error: Error & { code?: string }, socket: Socket, telemetry: Telemetry): void {
  const code = error.code ?? 'unknown';
  const status = STATUS_BY_CODE[code] ?? 400;
  telemetry.connectionRefused({ code, status });
  if (socket.writable && code !== 'ECONNRESET' && !hasBegunAnswer(socket)) socket.write(plainAnswer(status));
  socket.destroySoon();
}

/** A second answer within a first one would be read as its body. */
function hasBegunAnswer(socket: Socket & { _httpMessage?: ServerResponse }): boolean {
  return socket._httpMessage?.headersSent === true;
}

function plainAnswer(status: number): string {
  const body = JSON.stringify({ type: 'about:blank', status, code: 'request_malformed', detail: STATUS_CODES[status] });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
