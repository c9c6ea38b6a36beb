/**
 * What a dialect says of its routes to people and programs: the words, and the very schemas it checks and answers by.
 * openapi.ts makes the document of it. A test calls every route and holds every answer against its document, and
 * fails on a route that has no row here.
 */

/** JSON Schema 2020-12; the schema library's values are such objects. */
export type JsonSchema = object;

export type ParameterDoc = { schema: JsonSchema; about: string; isRequired?: boolean };

export type BodyDoc = { schema: JsonSchema; example?: unknown; isOptional?: boolean; contentType?: string };

export type AnswerDoc = {
  about: string;
  /** Absent: an answer without a body. */
  schema?: JsonSchema;
  contentType?: string;
  /** It may be a plain text as well. */
  isTextToo?: boolean;
  /** What it is for callers that ask for another type, by its type. */
  also?: Readonly<Record<string, JsonSchema>>;
  headers?: Readonly<Record<string, ParameterDoc>>;
};

export type RouteDoc = {
  summary: string;
  about?: string;
  query?: Readonly<Record<string, ParameterDoc>>;
  headers?: Readonly<Record<string, ParameterDoc>>;
  body?: BodyDoc;
  /** By status; every other answer is the dialect's failure. */
  answers: Readonly<Record<number, AnswerDoc>>;
};

export type DialectReference = {
  title: string;
  about: string;
  /** Security scheme objects of OpenAPI by name; one of them is enough. */
  security: Readonly<Record<string, object>>;
  /** Segments of paths, by their names. */
  params: Readonly<Record<string, ParameterDoc>>;
  /** By `METHOD /path`, as the routes say it. */
  routes: Readonly<Record<string, RouteDoc>>;
  failure: AnswerDoc;
  /** Schemas that stand in the document once, each under its title; wherever a schema of that title stands, it is meant. */
  schemas: readonly JsonSchema[];
};
