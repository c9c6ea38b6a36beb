/**
 * Which dialect and route a method and a path mean. Built once; a look-up is one walk over the path and one map.
 * Paths match without regard to case, and a trailing or doubled slash changes nothing (also around the prefix).
 * Values keep their own case and are decoded once. Dots mean nothing: no path leaves its prefix.
 * Routes are declared by dialects; server.ts asks.
 */
import { type Dialect, RequestError, type Route } from '../dialects/dialect.ts';

export type RouteFound = { route: Route; params: Readonly<Record<string, string>> };

type Methods = Map<string, Route>;
/** A segment of a route's path: a name for any value that ends in `ending`, or a word; both in lower case. */
type Part = { name: string; ending: string } | { word: string };
type Pattern = { parts: readonly Part[]; routeByMethod: Methods };
type DialectRoutes = { fixed: Map<string, Methods>; patterns: readonly Pattern[] };

export class RouteTable {
  readonly #dialectByPrefix = new Map<string, Dialect>();
  readonly #rootDialect: Dialect | null;
  readonly #routesByDialect = new Map<Dialect, DialectRoutes>();

  constructor(dialects: readonly Dialect[], rootDialect: string | null) {
    for (const dialect of dialects) {
      this.#dialectByPrefix.set((dialect.prefix ?? dialect.name).toLowerCase(), dialect);
      this.#routesByDialect.set(dialect, dialectRoutes(dialect));
    }
    this.#rootDialect = dialects.find((dialect) => dialect.name === rootDialect) ?? null;
  }

  /** The dialect whose prefix the path begins with, and the segments below it; the root's dialect has no prefix. */
  locate(path: string): { dialect: Dialect | null; segments: readonly string[] } {
    const segments = segmentsOf(path);
    const dialect = this.#dialectByPrefix.get(segments[0]?.toLowerCase() ?? '');
    if (dialect === undefined) return { dialect: this.#rootDialect, segments };
    return { dialect, segments: segments.slice(1) };
  }

  /** Throws 'route_unknown', or 'method_unknown' with the methods there are. */
  find(dialect: Dialect, method: string, raw: readonly string[]): RouteFound {
    const segments = raw.map(decodeSegment);
    const { fixed, patterns } = this.#routesByDialect.get(dialect) as DialectRoutes;
    const exact = fixed.get(fixedKey(segments));
    const exactRoute = exact && routeFor(exact, method);
    if (exactRoute !== undefined) return { route: exactRoute, params: {} };
    const matching = patterns.filter((pattern) => matches(pattern.parts, segments));
    for (const { parts, routeByMethod } of matching) {
      const route = routeFor(routeByMethod, method);
      if (route !== undefined) return { route, params: paramsOf(parts, segments) };
    }
    const failure = unfound(method, [exact, ...matching.map((pattern) => pattern.routeByMethod)]);
    const words = endingsFor(segments, patterns, method);
    throw words.length === 0 ? failure : wordUnknown(failure, segments.at(-1) ?? '', words);
  }
}

function dialectRoutes(dialect: Dialect): DialectRoutes {
  const fixed = new Map<string, Methods>();
  const patterns = new Map<string, Pattern>();
  for (const route of dialect.routes) {
    const segments = segmentsOf(route.path);
    const parts = segments.map(partOf);
    const key = fixedKey(segments);
    const isFixed = parts.every((part) => 'word' in part);
    const routeByMethod = (isFixed ? fixed.get(key) : patterns.get(key)?.routeByMethod) ?? new Map<string, Route>();
    if (routeByMethod.has(route.method)) throw new Error(`${dialect.name}: ${route.method} ${route.path} stands twice`);
    routeByMethod.set(route.method, route);
    if (isFixed) fixed.set(key, routeByMethod);
    else patterns.set(key, { parts, routeByMethod });
  }
  return { fixed, patterns: [...patterns.values()].sort((a, b) => endingsOf(b) - endingsOf(a)) };
}

/** How many values end in a word: such a pattern is asked before one that takes any value. */
function endingsOf({ parts }: Pattern): number {
  return parts.filter((part) => 'name' in part && part.ending !== '').length;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function partOf(segment: string): Part {
  const [, name, ending = ''] = /^\{(\w+)\}(:\w+)?$/.exec(segment) ?? [];
  return name === undefined ? { word: segment.toLowerCase() } : { name, ending: ending.toLowerCase() };
}

/** A decoded segment may hold a slash, so something else stands between two. */
function fixedKey(segments: readonly string[]): string {
  return segments.join('\0').toLowerCase();
}

function matches(parts: readonly Part[], given: readonly string[]): boolean {
  if (parts.length !== given.length) return false;
  return parts.every((part, index) => {
    const segment = given[index]?.toLowerCase() ?? '';
    return 'name' in part ? segment.endsWith(part.ending) : part.word === segment;
  });
}

/** Words that might have stood where `{orderId}:something` stands. */
function endingsFor(segments: readonly string[], patterns: readonly Pattern[], method: string): readonly string[] {
  if (!/.:[a-z]+$/i.test(segments.at(-1) ?? '')) return [];
  const bare = [...segments.slice(0, -1), (segments.at(-1) ?? '').replace(/:[a-z]+$/i, '')];
  return patterns.flatMap(({ parts, routeByMethod }) => {
    const last = parts.at(-1);
    const ending = last !== undefined && 'name' in last ? last.ending : '';
    const isMeant = ending !== '' && routeFor(routeByMethod, method) !== undefined;
    const withEnding = bare.map((segment, index) => (index === bare.length - 1 ? `${segment}${ending}` : segment));
    return isMeant && matches(parts, withEnding) ? [ending] : [];
  });
}

function wordUnknown({ code, details }: RequestError, segment: string, words: readonly string[]): RequestError {
  const given = JSON.stringify(segment.slice(segment.lastIndexOf(':')).slice(0, 80));
  const message = `There is no such operation: expected ${words.toSorted().join(', ')}, got ${given}.`;
  return new RequestError(code, message, { field: 'path', details });
}

function paramsOf(parts: readonly Part[], given: readonly string[]): Record<string, string> {
  const untilEnding = (ending: string, segment = '') => segment.slice(0, segment.length - ending.length);
  return Object.fromEntries(
    parts.flatMap((part, index) => ('name' in part ? [[part.name, untilEnding(part.ending, given[index])]] : [])),
  );
}

function routeFor(routeByMethod: Methods, method: string): Route | undefined {
  return routeByMethod.get(method) ?? (method === 'HEAD' ? routeByMethod.get('GET') : undefined);
}

function unfound(method: string, candidates: readonly (Methods | undefined)[]): RequestError {
  const methods = candidates.flatMap((candidate) => (candidate === undefined ? [] : [...candidate.keys()]));
  if (methods.length === 0) return new RequestError('route_unknown', 'There is no such resource.');
  const allow = [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].toSorted();
  const message = `Expected the method ${allow.join(' or ')}, got ${method}.`;
  return new RequestError('method_unknown', message, { details: { allow } });
}

function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    const given = JSON.stringify(segment.slice(0, 80));
    const message = `There is no such resource: the path holds ${given}, which is no UTF-8 in percent-encoding.`;
    throw new RequestError('route_unknown', message, { field: 'path' });
  }
}
