/**
 * A folder of its own for a test, gone when the test is over.
 * Used by tests only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function tempFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'bulkhead-store-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
