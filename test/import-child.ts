/**
 * A server as a process of its own, whose clock goes ahead by what it is told, so that what a killed one had claimed has
 * lapsed when the next one starts. Says where it listens on standard output.
 * Started by import-trial.ts, which kills it.
 */
import { readConfig } from '../src/config.ts';
import { dialects } from '../src/dialects/index.ts';
import { startServer } from '../src/main.ts';

const aheadMs = Number(process.env.TRIAL_CLOCK_AHEAD_MS ?? 0);
const { config, problems } = readConfig({ env: process.env, dialectNames: dialects.map(({ name }) => name) });
if (config === null) throw new Error(problems.join('\n'));
const server = await startServer(config, { clock: () => Date.now() + aheadMs, log: { write: () => undefined } });
process.stdout.write(`${server.url}\n`);
