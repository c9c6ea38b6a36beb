/**
 * Every bound of the core, each with its reason.
 * A dialect may set a smaller one where its vendor documents it;
 * none may be larger. The http layer's bounds on bytes are configuration (src/config.ts).
 */
export const LIMITS = {
  /** A native batch; ten times what the best comparable system takes in one request. */
  batchItemsMax: 10_000,
  /** Larger than any order seen; keeps one order's document within a few megabytes. */
  orderLinesMax: 5_000,
  /** Room for a UUID, a URN or a path; keeps index rows narrow. */
  orderKeyCharsMax: 255,
  orderNumberCharsMax: 255,
  /** A SKU or a username that is longer gets no entry in the register; keeps index rows narrow. */
  registerNameCharsMax: 255,
  /** As in the drafts of the Idempotency-Key header and the strongest peers. */
  receiptKeyCharsMax: 255,
  /** A receipt is forgotten after this long; a day is the promise users know, a week covers a weekend. */
  receiptKeptMs: 7 * 24 * 3_600_000,
  /** An import is forgotten, with its file and its result, when nothing has happened to it for so long. */
  importKeptMs: 30 * 24 * 3_600_000,
  /** Of one import, as it is sent; a few times the largest export that was asked for. */
  importFileBytesMax: 16 * 1024 * 1024 * 1024,
  /** Rows of a table; what they are named is remembered to find what does not stand together. */
  importTableRowsMax: 2_000_000,
  /** Refusals kept with the record of a batch; beyond that the counts say enough. */
  batchRefusalsKept: 1_000,
  /** One page of a list; the largest that any of the vendors allows. */
  pageItemsMax: 500,
  /** One line of a stream or of an imported file; room for an order with as many lines as there may be. */
  streamLineBytesMax: 8 * 1024 * 1024,
  /** Lines of a stream, rows of an import, that are taken in as one batch: a single order waits for one at most. */
  streamSliceLines: 50,
  /** Patterns an account may set to split orders. */
  splitRulesMax: 1_000,
  /** Orders that windows, pre-order and warehouses may make of one: their ids are set aside before it is read. */
  splitPartsMax: 100,
} as const;
