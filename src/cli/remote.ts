/**
 * Where the server is and who asks: the options of every command that speaks to one, and a client made of them.
 * A secret on a command line is seen by everybody on the machine, so it comes from the environment or from a file.
 * What the server or the network says is told in one line.
 */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Bulkhead, BulkheadError, RefusedError } from '../../sdk/src/index.ts';
import { CommandError } from './print.ts';

export type RemoteOptions = { url?: string; secretFile?: string };

const URL_BY_DEFAULT = 'http://127.0.0.1:8080';
/** With pauses that double up to a minute: a server that is back within a quarter of an hour is waited for. */
const TRIES_MAX = 20;

export function addRemoteOptions(command: Command): Command {
  return command
    .option('--url <url>', `where the server is (BULKHEAD_URL, else ${URL_BY_DEFAULT})`)
    .option('--secret-file <file>', 'a file with the secret of an API key (else BULKHEAD_SECRET)');
}

export function urlOf({ url = process.env.BULKHEAD_URL || URL_BY_DEFAULT }: RemoteOptions): string {
  if (URL.parse(url) !== null) return url.replace(/\/+$/, '');
  throw new CommandError(`--url: expected an address such as ${URL_BY_DEFAULT}, got ${JSON.stringify(url)}`, 2);
}

export function clientOf(options: RemoteOptions): Bulkhead {
  const { secretFile } = options;
  const secret = secretFile === undefined ? process.env.BULKHEAD_SECRET : readFileSync(secretFile, 'utf8').trim();
  if (!secret) throw new CommandError('no secret: set BULKHEAD_SECRET, or name a file with --secret-file', 2);
  return new Bulkhead({ url: urlOf(options), secret, triesMax: TRIES_MAX });
}

/** What the server is asked, with whatever goes wrong said to a person. */
export async function asked<T>(options: RemoteOptions, ask: (client: Bulkhead) => Promise<T>): Promise<T> {
  try {
    return await ask(clientOf(options));
  } catch (error) {
    throw remoteError(error);
  }
}

/** What went wrong on the way to the server, or there, as something to say to a person. */
export function remoteError(error: unknown, hint = ''): unknown {
  if (error instanceof RefusedError) return new CommandError(`the server says ${error.message}${hint}`);
  if (error instanceof BulkheadError) return new CommandError(`${causeOf(error)}${hint}`);
  if (error instanceof Error && 'code' in error && 'path' in error) return new CommandError(`${error.message}${hint}`);
  return error;
}

function causeOf(error: Error): string {
  const causes: string[] = [error.message];
  for (let { cause } = error; cause instanceof Error; { cause } = cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined) causes.push(code);
  }
  return [...new Set(causes)].join(': ');
}
