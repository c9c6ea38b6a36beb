/**
 * A JSON value as XML, for wires whose callers may ask for it. The shape is ours (decision 065) and loses nothing:
 *
 *   object  an element for every key, in their order; a key that is no name in XML is <entry key="…">
 *   list    an <item> for every entry                null  an element with nil="true"
 *   text, number, true and false  as their text; what XML cannot hold is U+FFFD
 *
 * Never parses anything. Used by dialects.
 */
import { createRequire } from 'node:module';
import type * as FastXml from 'fast-xml-parser';

type Node = { readonly [name: string]: unknown };

const require = createRequire(import.meta.url);
let builder: FastXml.XMLBuilder | undefined;
/** A name without a colon, which would be a prefix, and not one that begins as XML's own do. */
const NAME = /^(?!xml)[A-Za-z_][\w.-]*$/i;
/** Everything that may not stand in a document, whichever way it is written. */
const UNFIT = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

export function xmlOf(value: unknown, root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${builderMade().build([element(root, value)])}`;
}

/** Loaded when somebody first asks for XML: most servers never meet one who does. */
function builderMade(): FastXml.XMLBuilder {
  if (builder !== undefined) return builder;
  const { XMLBuilder } = require('fast-xml-parser') as typeof FastXml;
  builder = new XMLBuilder({ preserveOrder: true, ignoreAttributes: false, suppressEmptyNode: true });
  return builder;
}

function element(name: string, value: unknown): Node {
  const attributes = {
    ...(NAME.test(name) ? {} : { '@_key': tamed(name) }),
    ...(value === null ? { '@_nil': 'true' } : {}),
  };
  const content = { [NAME.test(name) ? name : 'entry']: childrenOf(value) };
  return Object.keys(attributes).length === 0 ? content : { ...content, ':@': attributes };
}

function childrenOf(value: unknown): Node[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map((entry) => element('item', entry));
  if (typeof value === 'object') return Object.entries(value).map(([name, entry]) => element(name, entry));
  const text = tamed(String(value));
  return text === '' ? [] : [{ '#text': text }];
}

function tamed(text: string): string {
  return text.toWellFormed().replaceAll(UNFIT, '\ufffd');
}
