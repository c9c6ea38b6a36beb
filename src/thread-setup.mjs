/**
 * What every process and thread of ours begins with: bounds of its heap, and compiled code that is kept between starts,
 * in a folder of this checkout that nobody else writes to. A start without it spends most of its time on compiling, and
 * a thread that meets a type before it loads a compiler of types, 15 MB: so there is none in this file. Where the folder
 * cannot be written, nothing is kept and nothing fails. Loaded before everything else by `npm start`, and so by the
 * command line (cli/begin-again.ts). See decisions 070 and 072.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/** The command line states it for what only sends and reads. */
const isStated = process.execArgv.some((flag) => flag.startsWith('--heap-growing-percent='));
/**
 * Old space is collected when it has grown by so much; V8 itself waits until it has grown fourfold. On PostgreSQL one
 * thread does everything, and its heap may be as large as the three that SQLite needs.
 */
const GROWTH = `--heap-growing-percent=${/^postgres(ql)?:/.test(process.env.DATABASE_URL ?? '') ? 200 : 70}`;
const HEAP_FLAGS = [
  ...(isMainThread && !isStated ? [GROWTH] : []),
  // Of threads started from here on; this one's heap is laid out by now, by the flags it was started with.
  '--max-semi-space-size=4',
  '--initial-old-space-size=16',
];
/** Getters of `node:http` that load a client nobody here uses: whoever imports the module reads them all. */
const HEAVY_NAMES = ['WebSocket', 'CloseEvent', 'MessageEvent'];
const folder = join(import.meta.dirname, '../.cache/compile');

// Before the cache is opened: code is kept under the flags that it was compiled with.
for (const flag of HEAP_FLAGS) setFlagsFromString(flag);
enableCompileCache(folder);
// Threads and processes begun from here have it before they load this very file.
process.env.NODE_COMPILE_CACHE ??= folder;
// Here, for a file that imports it is too late: imports are read before anything of it runs.
if (isMainThread) for (const name of HEAVY_NAMES) Reflect.deleteProperty(process.getBuiltinModule('node:http'), name);
