/**
 * Writes docs/shipstation.md from the dialect's routes and its table of documented calls.
 * A test fails when the page is not what they say any more; then run this.
 * Decides nothing: what is told of a call stands in the dialect.
 */
import { writeFileSync } from 'node:fs';
import { compatibilityPage } from '../src/dialects/shipstation/compatibility.ts';
import { shipstation } from '../src/dialects/shipstation/routes.ts';

writeFileSync(new URL('../docs/shipstation.md', import.meta.url), compatibilityPage(shipstation.routes));
