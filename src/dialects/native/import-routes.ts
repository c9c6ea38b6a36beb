/**
 * The routes of imports and of saved mappings, one line each, and what the reference says of them.
 * What they do is in imports.ts and mapping.ts; nothing is decided here.
 * A part of routes.ts and reference.ts.
 */
import type { QueryRoute, Route, StreamRoute } from '../dialect.ts';
import type { AnswerDoc, ParameterDoc, RouteDoc } from '../reference.ts';
import { Type } from '../type-box.ts';
import { ImportAnswer, ImportsAnswer, importSchemas, PreviewAnswer, ResultRow } from './import-wire.ts';
import {
  appendFile,
  callerOf,
  createImport,
  createParameters,
  fileParameters,
  getImport,
  getPreview,
  getResult,
  importsParameters,
  listImports,
  putImportMapping,
  removeImport,
  resultParameters,
} from './imports.ts';
import {
  getMapping,
  listMappings,
  MappingBody,
  MappingsAnswer,
  putMapping,
  removeMapping,
  SavedMapping,
} from './mapping.ts';
import { docsOf } from './parameter-docs.ts';
import { NDJSON_TYPE } from './stream.ts';

type Way = Pick<Route, 'method' | 'path' | 'scope'>;
const ONE = '/imports/{importId}';
const reading = (path: string): Way => ({ method: 'GET', path, scope: 'read' });
const changing = (method: Way['method'], path: string): Way => ({ method, path, scope: 'write' });
const query = (way: Way, answer: QueryRoute['answer']): QueryRoute => ({ kind: 'query', ...way, answer });
const stream = (way: Way, answer: StreamRoute['answer']): StreamRoute => ({ kind: 'stream', ...way, answer });

const CALLS = ['complete', 'commit', 'pause', 'resume', 'cancel', 'undo'] as const;
const ABOUT_CALLS: Readonly<Record<(typeof CALLS)[number], string>> = {
  complete: 'The file is whole: it is validated.',
  commit: 'A validated import is taken in.',
  pause: 'Nothing more of it is taken in until it is resumed.',
  resume: 'A paused import goes on.',
  cancel: 'Nothing more of it is taken in; what was taken in stays.',
  undo: 'Orders it created are deleted, orders it replaced are put back, while none of them has shipped or changed since.',
};

export const importRoutes: readonly Route[] = [
  stream(changing('POST', '/imports'), createImport),
  stream(changing('PUT', `${ONE}/file`), appendFile),
  stream(reading(`${ONE}/result`), getResult),
  query(reading('/imports'), listImports),
  query(reading(ONE), getImport),
  query(changing('DELETE', ONE), removeImport),
  query(reading(`${ONE}/preview`), getPreview),
  query(changing('PUT', `${ONE}/mapping`), putImportMapping),
  ...CALLS.map((call) => query(changing('POST', `${ONE}:${call}`), callerOf(call))),
  query(reading('/mappings'), listMappings),
  query(reading('/mappings/{mappingName}'), getMapping),
  query(changing('PUT', '/mappings/{mappingName}'), putMapping),
  query(changing('DELETE', '/mappings/{mappingName}'), removeMapping),
];

const answer = (about: string, schema: object): Record<number, AnswerDoc> => ({ 200: { about, schema } });
const theImport = answer('The import as it is now.', ImportAnswer);
const FileBody = Type.Unsafe<string>({ type: 'string', description: 'NDJSON, JSON or CSV; each also as a gzip file.' });
const file = { schema: FileBody, contentType: 'application/octet-stream', isOptional: true };

export const importDocs: Readonly<Record<string, RouteDoc>> = {
  'POST /imports': {
    summary: 'Make an import',
    about: 'The body is the file, its first part, or nothing. It is validated once it is complete.',
    query: docsOf(createParameters),
    body: file,
    answers: {
      201: {
        about: 'The import.',
        schema: ImportAnswer,
        headers: { Location: { schema: Type.String(), about: 'Where it is read.' } },
      },
    },
  },
  'PUT /imports/{importId}/file': {
    summary: 'Append to the file of an import',
    about: 'What arrived of a part that was cut is kept: `uploaded_bytes` of the import tells where to go on.',
    query: {
      ...docsOf(fileParameters),
      offset: { ...docsOf(fileParameters).offset, isRequired: true } as ParameterDoc,
    },
    body: file,
    answers: theImport,
  },
  'GET /imports': {
    summary: 'List imports',
    about: 'The latest first.',
    query: docsOf(importsParameters),
    answers: answer('A page.', ImportsAnswer),
  },
  'GET /imports/{importId}': { summary: 'Read an import', answers: theImport },
  'DELETE /imports/{importId}': {
    summary: 'Forget an import',
    about: 'One that has ended, with its file and its result; its orders stay.',
    answers: { 204: { about: 'It is gone.' } },
  },
  'GET /imports/{importId}/preview': {
    summary: 'Look at what an import will do',
    answers: answer('Its first rows and its first refusals.', PreviewAnswer),
  },
  'PUT /imports/{importId}/mapping': {
    summary: 'Map the columns of an import',
    about: 'The file is validated again.',
    body: { schema: MappingBody },
    answers: theImport,
  },
  ...Object.fromEntries(
    CALLS.map((call) => [
      `POST ${ONE}:${call}`,
      {
        summary: `${call.charAt(0).toUpperCase()}${call.slice(1)} an import`,
        about: ABOUT_CALLS[call],
        answers: theImport,
      },
    ]),
  ),
  'GET /imports/{importId}/result': {
    summary: 'Read the result of an import',
    about:
      'The rows as they were sent, in their order, each with its outcome and what was wrong with it. Before it is ' +
      'committed it tells what would be refused.',
    query: docsOf(resultParameters),
    answers: {
      200: {
        about: 'Rows. As CSV, cells that a spreadsheet would run bear an apostrophe.',
        schema: ResultRow,
        contentType: NDJSON_TYPE,
        also: { 'text/csv': Type.String() },
      },
    },
  },
  'GET /mappings': { summary: 'List saved mappings', answers: answer('All of them.', MappingsAnswer) },
  'GET /mappings/{mappingName}': { summary: 'Read a saved mapping', answers: answer('The mapping.', SavedMapping) },
  'PUT /mappings/{mappingName}': {
    summary: 'Save a mapping',
    body: { schema: MappingBody },
    answers: answer('The mapping as it was saved.', SavedMapping),
  },
  'DELETE /mappings/{mappingName}': { summary: 'Remove a saved mapping', answers: { 204: { about: 'It is gone.' } } },
};

export const importParams: Readonly<Record<string, ParameterDoc>> = {
  importId: { schema: Type.String(), about: 'The `id` of an import.' },
  mappingName: { schema: Type.String(), about: 'The name a mapping was saved under.' },
};
export const importDocSchemas = [...importSchemas, SavedMapping, MappingsAnswer];
