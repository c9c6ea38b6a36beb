/**
 * The dialects this server speaks.
 * A new dialect is a folder beside these and one line here; nothing else in the server knows any of them by name.
 * Read by main.ts, which hands them on.
 */
import { centra } from './centra/routes.ts';
import type { Dialect } from './dialect.ts';
import { native } from './native/routes.ts';
import { shipstation } from './shipstation/routes.ts';

export const dialects: readonly Dialect[] = [shipstation, centra, native];
