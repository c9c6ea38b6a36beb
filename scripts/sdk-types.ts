/**
 * Writes the SDK's types from the native API's document: `node scripts/sdk-types.ts`. A test fails when they are not
 * those of the document any more; then run this, format, and look at
 * what has changed for callers.
 * Decides nothing about names: they are the document's.
 */
import { writeFileSync } from 'node:fs';
import { sdkTypes } from './sdk/render-types.ts';

for (const [name, text] of Object.entries(sdkTypes())) {
  writeFileSync(new URL(`../sdk/src/${name}.ts`, import.meta.url), text);
}
