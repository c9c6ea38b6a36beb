/**
 * The routes of imports: made with their file or without it, grown by parts, looked at, sent from state to state, and
 * their result. What an import is and does is the desk's; here are requests and answers.
 * The file and the result are streamed; nothing of their size is held.
 */
import type { Done, ImportCall, ImportSettings, ImportView } from '../../core/imports/desk.ts';
import type { ImportName } from '../../core/imports/import.ts';
import { LIMITS } from '../../core/limits.ts';
import { type QueryContext, RequestError, type StreamAnswer, type StreamContext, type WireAnswer } from '../dialect.ts';
import { shownMapping, wireFromImport, wireFromPreview } from './import-wire.ts';
import { readJson } from './json-body.ts';
import { mappingFromWire, savedMapping } from './mapping.ts';
import { choiceParameter, flagParameter, invalid, numberParameter, readQuery, textParameter } from './parameters.ts';
import { NDJSON_TYPE } from './stream.ts';
import { jsonAnswer } from './write.ts';

const LIST_BY_DEFAULT = 50;

export const createParameters = {
  format: choiceParameter('Told from the file when it is not stated.', ['ndjson', 'json', 'csv']),
  shape: textParameter('Whose orders the objects of NDJSON and JSON are: `native`, or the name of another contract.'),
  mapping: textParameter('The name of a saved mapping, for CSV; guessed from the headers when it is not stated.'),
  file_name: textParameter('For people.'),
  complete: flagParameter('False: more parts follow. True by default when there is a body.'),
  on_validated: choiceParameter('What comes after validation.', ['wait', 'commit', 'commit_if_clean']),
  on_duplicate: choiceParameter('As in a batch, among 200 orders.', ['sequence', 'first_wins', 'refuse']),
};
export const fileParameters = {
  offset: numberParameter('Where these bytes begin in the file.', { from: 0, to: LIMITS.importFileBytesMax }),
  complete: flagParameter('True: these are the last bytes.'),
};
export const importsParameters = {
  limit: numberParameter(`Imports of a page; ${LIST_BY_DEFAULT} by default.`, { from: 1, to: LIMITS.pageItemsMax }),
  cursor: textParameter('`next` of the page before.'),
};
export const resultParameters = {
  format: choiceParameter('As the file when it is not stated.', ['ndjson', 'csv']),
  only: choiceParameter('`refused`: to be corrected and imported again.', ['all', 'refused']),
};

export async function createImport(context: StreamContext): Promise<StreamAnswer> {
  const { request, caller, imports, publicUrl, asked } = context;
  const stated = readQuery(request.query, createParameters);
  const view = await imports.create(caller.account, await settingsOf(stated, context), asked);
  const headers = { location: `${publicUrl}/v1/imports/${view.importId}` };
  // Its answer was lost, and it has gone on since.
  if (view.state !== 'uploading') return jsonAnswer(wireFromImport(view), headers, 201);
  const grown = viewOf(await imports.append(view, 0, context.input));
  const isComplete = stated.complete ?? grown.uploadedBytes > 0;
  const made = isComplete ? viewOf(await imports.call(view, 'complete')) : grown;
  return jsonAnswer(wireFromImport(made), headers, 201);
}

type Stated = {
  format?: ImportSettings['format'];
  shape?: string;
  mapping?: string;
  file_name?: string;
  on_validated?: ImportSettings['onValidated'];
  on_duplicate?: ImportSettings['onDuplicate'];
};

async function settingsOf(stated: Stated, { shapes, masters, caller }: StreamContext): Promise<ImportSettings> {
  const { format = null, shape = 'native', mapping: name, file_name: fileName = null } = stated;
  if (!shapes.includes(shape)) throw invalid('shape', `one of ${shapes.join(', ')}`, JSON.stringify(shape));
  const mapping = name === undefined ? null : await savedMapping(masters, caller.account.accountId, name);
  if (name !== undefined && mapping === null)
    throw invalid('mapping', 'the name of a saved mapping', JSON.stringify(name));
  const { on_validated: onValidated = 'wait', on_duplicate: onDuplicate = 'sequence' } = stated;
  return { format, shape, fileName, mapping, onValidated, onDuplicate };
}

export async function appendFile(context: StreamContext): Promise<StreamAnswer> {
  const { request, imports, input } = context;
  const { offset, complete = false } = readQuery(request.query, fileParameters);
  if (offset === undefined) throw invalid('offset', 'where the bytes begin in the file', 'nothing');
  const name = nameOf(context);
  const grown = viewOf(await imports.append(name, offset, input));
  return jsonAnswer(wireFromImport(complete ? viewOf(await imports.call(name, 'complete')) : grown));
}

export async function getImport(context: QueryContext): Promise<WireAnswer> {
  readQuery(context.request.query, {});
  return jsonAnswer(wireFromImport(await found(context)));
}

export async function listImports({ request, caller, imports }: QueryContext): Promise<WireAnswer> {
  const { limit = LIST_BY_DEFAULT, cursor = null } = readQuery(request.query, importsParameters);
  const views = await imports.list(caller.account.accountId, { after: cursor, limit: limit + 1 });
  const page = views.slice(0, limit);
  const next = views.length > limit ? (page.at(-1)?.importId ?? null) : null;
  return jsonAnswer({ imports: page.map(wireFromImport), next });
}

export async function getPreview(context: QueryContext): Promise<WireAnswer> {
  readQuery(context.request.query, {});
  const view = await found(context);
  const { sample = [], refused = [] } = (await context.imports.preview(context.caller.account, view)) ?? {};
  return jsonAnswer({
    columns: view.progress.columns,
    mapping: shownMapping(view),
    sample: sample.map(wireFromPreview),
    refused: refused.map(wireFromPreview),
  });
}

export async function putImportMapping(context: QueryContext): Promise<WireAnswer> {
  readQuery(context.request.query, {});
  const mapping = mappingFromWire(readJson(context.request));
  return jsonAnswer(wireFromImport(viewOf(await context.imports.remap(nameOf(context), mapping))));
}

export function callerOf(call: ImportCall): (context: QueryContext) => Promise<WireAnswer> {
  return async (context) => {
    readQuery(context.request.query, {});
    return jsonAnswer(wireFromImport(viewOf(await context.imports.call(nameOf(context), call))));
  };
}

export async function removeImport(context: QueryContext): Promise<WireAnswer> {
  readQuery(context.request.query, {});
  viewOf(await context.imports.remove(nameOf(context)));
  return { status: 204 };
}

export async function getResult(context: StreamContext): Promise<StreamAnswer> {
  const { format, only = 'all' } = readQuery(context.request.query, resultParameters);
  const view = await found(context);
  const asked = format ?? ((view.progress.format ?? view.settings.format) === 'csv' ? 'csv' : 'ndjson');
  const name = `${view.importId}-${only}.${asked}`;
  return {
    status: 200,
    contentType: asked === 'csv' ? 'text/csv; charset=utf-8' : NDJSON_TYPE,
    headers: { 'content-disposition': `attachment; filename="${name}"` },
    body: context.imports.result(context.caller.account, view, { format: asked, isRefusedOnly: only === 'refused' }),
  };
}

function nameOf({ request, caller }: Pick<QueryContext, 'request' | 'caller'>): ImportName {
  return { accountId: caller.account.accountId, importId: (request.params.importId ?? '').toLowerCase() };
}

async function found(context: Pick<QueryContext, 'request' | 'caller' | 'imports'>): Promise<ImportView> {
  const view = await context.imports.find(nameOf(context));
  if (view === null) throw unknownImport();
  return view;
}

/** Throws what stands in the way. */
function viewOf(done: Done): ImportView {
  if (done.kind === 'done') return done.view;
  if (done.kind === 'unknown') throw unknownImport();
  const { state, uploadedBytes } = done.view;
  const note = `${done.note.charAt(0).toUpperCase()}${done.note.slice(1)}.`;
  throw new RequestError('state_unfit', note, { details: { state, uploaded_bytes: uploadedBytes } });
}

function unknownImport(): RequestError {
  return new RequestError('record_unknown', 'There is no such import, or it was forgotten.', { field: 'id' });
}
