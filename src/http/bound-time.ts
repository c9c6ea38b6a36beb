/**
 * How long a request may take to arrive: long for a slow line, short for a caller who means harm. A stream takes as
 * long as it takes; it only may not be silent, which the server's own bound on connections sees to.
 * Set by server.ts for every request.
 */

import type { Telemetry } from '../telemetry/telemetry.ts';
import { answerClientError } from './client-error.ts';
import type { Visit } from './visit.ts';

const REQUEST_MS_MAX = 120_000;

/** `whenWhole`: to be called once nobody reads the request any more. */
export function boundTime(visit: Visit, telemetry: Telemetry): { whenWhole(): void } {
  const { raw } = visit;
  if (raw.complete) return { whenWhole: () => undefined };
  const timer = setTimeout(() => {
    if (visit.route?.kind === 'stream' || raw.complete) return;
    answerClientError(
      Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
      raw.socket,
      telemetry,
    );
  }, REQUEST_MS_MAX).unref();
  const clear = () => clearTimeout(timer);
  return { whenWhole: () => (raw.complete ? clear() : void raw.once('close', clear)) };
}
