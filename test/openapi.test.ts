// The OpenAPI documents: every route has its row, every row its route, and the document is whole.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../src/dialects/index.ts';
import { routeName } from '../src/dialects/openapi.ts';
import { DocumentedClient } from './documented-client.ts';
import { type NativeServer, startNativeServer } from './native-server.ts';

let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(() => server.drain('end of the test'));

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))('%s', (name, dialect) => {
  const open = () => DocumentedClient.open(server.url, name, {});

  test('every route is documented, and nothing else', () => {
    const rows = Object.keys(dialect.reference?.routes ?? {});
    expect(rows.toSorted()).toEqual(dialect.routes.map(routeName).toSorted());
  });

  test('it is served to anybody, and names where it is served', async () => {
    const { document } = await open();
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: `${server.url}/${dialect.prefix ?? name}` }]);
  });

  test('every operation has a name of its own, and every reference something it refers to', async () => {
    const client = await open();
    const ids = client.operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const text = JSON.stringify(client.document);
    const referred = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, word]) => word);
    expect(Object.keys(client.document.components.schemas)).toEqual(expect.arrayContaining([...new Set(referred)]));
  });

  // The server does not ask: it would compile the standard's own schemas first, at every start.
  test('every schema is one by the standard', async () => {
    const ajv = new Ajv2020({ strict: false });
    const { components } = (await open()).document;
    const unfit = Object.entries(components.schemas).filter(([, schema]) => ajv.validateSchema(schema) !== true);
    expect(unfit).toEqual([]);
  });

  test('every segment of a path is a parameter, and every operation tells what it answers', async () => {
    for (const [word, { parameters, responses }] of (await open()).operations()) {
      const segments = [...word.matchAll(/\{(\w+)\}/g)].map(([, segment]) => segment);
      expect(parameters.flatMap((one) => (one.in === 'path' ? [one.name] : []))).toEqual(segments);
      expect(Object.keys(responses).some((status) => /^[23]/.test(status))).toBe(true);
      for (const { description } of Object.values(responses)) expect(description).not.toBe('');
    }
  });
});
