/**
 * Answers in XML, for whoever asks for them with `?xml=1` or `"xml": true` in the body (quirk 60). The calls that create
 * orders do not list it, so they answer JSON whatever is sent. The shape is ours: decision 065.
 * Wrapped around every route, and asked by failures.ts for what goes wrong before one is reached.
 */
import type { QueryContext, Route, StreamAnswer, WireAnswer, WireRequest } from '../dialect.ts';
import { xmlOf } from '../xml.ts';
import { isObject } from './json-body.ts';

const ROOT = 'response';
const ALWAYS_JSON: ReadonlySet<string> = new Set(['POST /order', 'POST /orders']);

export function answeringXml(route: Route): Route {
  if (ALWAYS_JSON.has(`${route.method} ${route.path}`) || route.kind === 'stream') return route;
  if (route.kind === 'query') {
    const { answer } = route;
    return { ...route, answer: async (context: QueryContext) => inXml(await answer(context), context.request) };
  }
  return {
    ...route,
    write: async (outcomes, batch, context) => inXml(await route.write(outcomes, batch, context), context.request),
  };
}

/** The answer as it was asked for. */
export function inXml<T extends StreamAnswer>(answer: T, request: WireRequest): T | WireAnswer {
  const { body, status, headers = {} } = answer;
  const isText = typeof body === 'string' || Buffer.isBuffer(body);
  if (!isText || !(isAsked(request.query.get('xml')) || isAskedInBody(request.body))) return answer;
  const xml = xmlOf(JSON.parse(body.toString()), ROOT);
  return { status, headers, body: xml, contentType: 'application/xml; charset=utf-8' };
}

function isAsked(value: unknown): boolean {
  return value !== null && /^(?:1|true)$/i.test(String(value));
}

/** Few bodies speak of it, so most are not parsed again. */
function isAskedInBody(body: Buffer): boolean {
  if (!body.includes('"xml"')) return false;
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) && isAsked(value.xml);
  } catch {
    return false;
  }
}
