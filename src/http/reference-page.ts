/**
 * `/docs`: the reference of all contracts as a page to read and to try calls on. Everything it needs comes from this
 * server, and its policy forbids the browser to ask anybody else. It knows the documents by their addresses alone.
 * The page's program is large (decision 063), so it is loaded when somebody first opens the page.
 * Registered by server.ts.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Dialect } from '../dialects/dialect.ts';

const PREFIX = '/docs';
/** The page's own script and styles stand in it; nothing comes from, or goes to, another address. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
/** Everything of the page that would speak to its makers is off. */
const QUIET = {
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
} as const;

type File = { type: string; plain: Buffer; packed: Buffer };

export function addReferencePage(app: FastifyInstance, dialects: readonly Dialect[]): void {
  const fileByPath = new Map<string, Promise<File>>();
  let making: Promise<FastifyInstance> | undefined;
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const [path = ''] = request.url.split('?');
    making ??= makePage(dialects);
    const file = fileByPath.get(path) ?? fileOf(await making, path);
    fileByPath.set(path, file);
    return sendFile(await file, request, reply);
  };
  app.get(PREFIX, (request, reply) => reply.header('x-request-id', request.id).redirect(`${PREFIX}/`, 301));
  app.get(`${PREFIX}/`, serve);
  app.get(`${PREFIX}/js/scalar.js`, serve);
}

/** The plugin belongs to an application, and this one has begun to listen: it gets one of its own, asked in here. */
async function makePage(dialects: readonly Dialect[]): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const documented = dialects.flatMap(({ name, reference: told }) => (told === undefined ? [] : [{ name, ...told }]));
  const sources = documented
    .toSorted((one, other) => (one.title < other.title ? -1 : 1))
    .map(({ name, title }) => ({ title, slug: name, url: `/openapi/${name}.json` }));
  const page = fastify({ logger: false });
  await page.register(reference, {
    routePrefix: PREFIX,
    configuration: { pageTitle: 'Bulkhead', sources, ...QUIET },
  });
  return page;
}

async function fileOf(page: FastifyInstance, path: string): Promise<File> {
  const { rawPayload, headers, statusCode } = await page.inject({ method: 'GET', url: path });
  if (statusCode !== 200) throw new Error(`the reference page must have ${path}, but it answered ${statusCode}`);
  return { type: String(headers['content-type']), plain: rawPayload, packed: await promisify(gzip)(rawPayload) };
}

function sendFile({ type, plain, packed }: File, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isPacked = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  reply.headers({
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.id,
    vary: 'accept-encoding',
    ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
  });
  return reply.type(type).send(isPacked ? packed : plain);
}
