/**
 * What only one dialect knows of a thing, kept whole under that dialect's name. The core carries it and never looks
 * inside, but to forget the texts in it.
 * Part of orders, their lines and what was sold as one.
 */

type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };
export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** Fields that only one dialect knows, under that dialect's name. */
export type Extras = { readonly [dialect: string]: JsonObject | undefined };
