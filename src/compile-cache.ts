/**
 * Compiled code is kept between starts, in a folder of this checkout that nobody else writes to: a start without it
 * spends most of its time on compiling. Loaded before everything else by `npm start`, in every thread; where the
 * folder cannot be written, nothing is kept and nothing fails.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../.cache/compile'));
