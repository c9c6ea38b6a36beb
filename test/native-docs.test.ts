// Every request of docs/native-api.md is sent in its order, and every answer is what the page says.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NativeServer, startNativeServer } from './native-server.ts';

const page = readFileSync('docs/native-api.md', 'utf8');
const examples = [...page.matchAll(/```http\n([\s\S]*?)```\n\n```json ?(\d*)\n([\s\S]*?)```/g)].map(
  ([, request = '', status, answer = '']) => ({ request, status: Number(status || 200), answer }),
);

let server: NativeServer;
beforeAll(async () => {
  server = await startNativeServer();
});
afterAll(() => server.drain('end of the test'));

test('every request on the page has its answer there', () => {
  expect(examples).toHaveLength(page.match(/```http/g)?.length ?? 0);
  expect(examples.length).toBeGreaterThan(5);
});

test.each(examples.map((example) => [example.request.split('\n')[0], example] as const))(
  '%s',
  async (_line, example) => {
    const [head = '', body] = example.request.split('\n\n');
    const [first = '', ...headers] = head.trim().split('\n');
    const [method = '', path = ''] = first.split(' ');
    const stated = Object.fromEntries(headers.map((line) => line.split(': ') as [string, string]));
    const answer = await server.call(method, path.replace('/v1', ''), body, stated);
    expect(answer.status).toBe(example.status);
    expect(answer.body).toMatchObject(JSON.parse(example.answer));
  },
);
