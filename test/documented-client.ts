/**
 * A client that knows an API by its OpenAPI document alone: it calls operations, and fails when an answer's status,
 * type, headers or body is not what the document says. It remembers what it has seen, so that a test can ask whether
 * everything that is documented was answered. A call that writes it makes again under the same Idempotency-Key.
 * Used by the tests of the documents.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { momentFromZonedText } from '../src/core/zoned-time.ts';
import type { Dialect, Route } from '../src/dialects/dialect.ts';
import { routeName } from '../src/dialects/openapi.ts';

type Content = Readonly<Record<string, { schema: object; example?: unknown }>>;
type Documented = { description: string; headers?: Readonly<Record<string, unknown>>; content?: Content };
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: object };
export type Operation = {
  operationId: string;
  parameters: readonly Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Readonly<Record<string, Documented>>;
};
export type OpenApi = {
  openapi: string;
  servers: readonly { url: string }[];
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: { schemas: Readonly<Record<string, object>>; securitySchemes: object };
};

export type Sent = {
  params?: Readonly<Record<string, string | number>>;
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
};
export type Seen = { status: number; headers: Headers; body: Readonly<Record<string, unknown>> };

export class DocumentedClient {
  readonly document: OpenApi;
  /** `POST /orders 201` */
  readonly seen = new Set<string>();
  /** `POST /orders`: what has succeeded and was answered the same way again. */
  readonly repeated = new Set<string>();
  readonly #headers: Readonly<Record<string, string>>;
  readonly #writing: ReadonlyMap<string, Route>;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #checks = new Map<object, ValidateFunction>();

  /** `dialect`: its calls that write are made twice. */
  constructor(document: OpenApi, headers: Readonly<Record<string, string>>, dialect?: Dialect) {
    this.document = document;
    this.#headers = headers;
    const writing = dialect?.routes.filter(({ scope }) => scope === 'write') ?? [];
    this.#writing = new Map(writing.map((route) => [routeName(route), route]));
    this.#ajv.addFormat('amount', true);
    this.#ajv.addFormat('moment', true);
    this.#ajv.addFormat('country', true);
    this.#ajv.addFormat('date', /^\d{4}-\d{2}-\d{2}$/);
    this.#ajv.addFormat('date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    this.#ajv.addFormat('zoned-time', (text) => momentFromZonedText(text) !== null);
    this.#ajv.addSchema({ $id: 'document', components: document.components });
  }

  /** By its name, or as itself: then its calls that write are made twice. */
  static async open(
    url: string,
    of: string | Dialect,
    headers: Readonly<Record<string, string>>,
  ): Promise<DocumentedClient> {
    const [name, dialect] = typeof of === 'string' ? [of, undefined] : [of.name, of];
    const answer = await fetch(`${url}/openapi/${name}.json`);
    expect(answer.status).toBe(200);
    return new DocumentedClient((await answer.json()) as OpenApi, headers, dialect);
  }

  /** Calls that write, and have not been answered the same way a second time. */
  unrepeated(): readonly string[] {
    return [...this.#writing.keys()].filter((name) => !this.repeated.has(name));
  }

  operations(): readonly (readonly [string, Operation])[] {
    return Object.entries(this.document.paths).flatMap(([path, byMethod]) =>
      Object.entries(byMethod).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    );
  }

  /** All that is documented, without the failures. */
  answers(): readonly string[] {
    return this.operations().flatMap(([name, { responses }]) =>
      Object.keys(responses).flatMap((status) => (status === 'default' ? [] : [`${name} ${status}`])),
    );
  }

  /** What the document says the body should be; for requests that are meant to be right. */
  assertRequest(name: string, body: unknown): void {
    const { requestBody } = this.#operation(name);
    const [[, { schema }]] = Object.entries(requestBody?.content ?? {}) as [[string, { schema: object }]];
    this.#assertMatches(schema, body, `the request of ${name}`);
  }

  async call(name: string, sent: Sent = {}): Promise<Seen> {
    const route = this.#writing.get(name);
    if (route === undefined || sent.headers?.['idempotency-key'] !== undefined) return this.#callOnce(name, sent);
    const keyed = { ...sent, headers: { ...sent.headers, 'idempotency-key': crypto.randomUUID() } };
    const first = await this.#callOnce(name, keyed);
    if (!isDone(first)) return first;
    const again = await this.#callOnce(name, keyed);
    expect([name, again.status, again.body]).toEqual([name, first.status, first.body]);
    this.repeated.add(name);
    // Items of a batch are held to their contents, other calls to the letter.
    const isHeldToTheLetter = route.kind === 'query' || (route.kind === 'stream' && route.hasReceipts !== true);
    if (isHeldToTheLetter) await this.#assertDiffers(name, keyed);
    return first;
  }

  /** Another body under a key that has done something is refused, and the reason named. */
  async #assertDiffers(name: string, keyed: Sent): Promise<void> {
    const { body = '', query } = keyed;
    const text = `${typeof body === 'string' ? body : JSON.stringify(body)} `;
    const other = name.startsWith('GET') ? { query: { ...query, other: 'x' } } : { body: text };
    const refused = await this.#callOnce(name, { ...keyed, ...other });
    expect([name, isDone(refused), JSON.stringify(refused.body)]).toEqual([
      name,
      false,
      expect.stringContaining('expected the same call as when the key was first used'),
    ]);
  }

  async #callOnce(name: string, { params = {}, query = {}, headers = {}, body }: Sent): Promise<Seen> {
    const operation = this.#operation(name);
    const [method = '', path = ''] = name.split(' ');
    const below = path.replaceAll(/\{(\w+)\}/g, (_, word) => encodeURIComponent(String(params[word])));
    const url = `${this.document.servers[0]?.url}${below}?${new URLSearchParams(query)}`;
    const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const answer = await fetch(url, {
      method,
      headers: { ...this.#headers, ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(sent === undefined ? {} : { body: sent }),
    });
    return this.#checked(name, operation, answer);
  }

  async #checked(name: string, { responses }: Operation, answer: Response): Promise<Seen> {
    const documented = responses[answer.status] ?? responses.default;
    this.seen.add(`${name} ${answer.status}`);
    const text = await answer.text();
    const where = `${name} ${answer.status} ${text.slice(0, 300)}`;
    if (documented === undefined) throw new Error(`${where}: no such answer is documented`);
    for (const header of Object.keys(documented.headers ?? {})) {
      expect(answer.headers.get(header), `${header} of ${where}`).not.toBeNull();
    }
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    if (/ndjson/.test(answer.headers.get('content-type') ?? '')) {
      const lines = text.split('\n').filter((line) => line !== '');
      const bodies = lines.map((line): unknown => JSON.parse(line));
      for (const body of bodies) this.#assertContent(documented.content ?? {}, { answer, body, where });
      return { status: answer.status, headers: answer.headers, body: { lines: bodies } };
    }
    const body = documented.content === undefined ? undefined : isJson ? JSON.parse(text) : text;
    if (documented.content === undefined) expect(text, where).toBe('');
    else this.#assertContent(documented.content, { answer, body, where });
    return { status: answer.status, headers: answer.headers, body };
  }

  #assertContent(content: Content, { answer, body, where }: { answer: Response; body: unknown; where: string }): void {
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    const documented = content[type];
    if (documented === undefined) throw new Error(`${where}: ${type} is not documented`);
    this.#assertMatches(documented.schema, body, where);
  }

  #assertMatches(schema: object, value: unknown, where: string): void {
    const check = this.#checks.get(schema) ?? this.#ajv.compile(absolute(schema) as object);
    this.#checks.set(schema, check);
    if (!check(value)) throw new Error(`${where}: ${this.#ajv.errorsText(check.errors)}`);
  }

  #operation(name: string): Operation {
    const operation = this.operations().find(([known]) => known === name)?.[1];
    if (operation === undefined) throw new Error(`${name} is not documented`);
    return operation;
  }
}

/** One of the wires answers 200 to everything, and says in the body what has become of it. */
function isDone({ status, body }: Seen): boolean {
  const { status: word, success } = (body ?? {}) as { status?: unknown; success?: unknown };
  return status < 300 && word !== 'no' && success !== false;
}

/** References as they are resolved outside of the document. */
function absolute(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(absolute);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([word, entry]) => [
      word,
      word === '$ref' && typeof entry === 'string' ? `document${entry}` : absolute(entry),
    ]),
  );
}
