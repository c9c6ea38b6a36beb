// The SDK in a real browser, from a page of another origin that the server allows: batches, lists, streams, events, webhooks.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NativeServer, SECRET, startNativeServer } from '../native-server.ts';
import { chromiumPath, launchOptions, tellSkipped } from './chromium.ts';

tellSkipped('the SDK in a browser');

/** What runs in the page. */
const SCRIPT = `
import { Bulkhead, RefusedError, verifyWebhook } from '/index.js';
const { url, secret } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const bulkhead = new Bulkhead({ url, secret });
const orders = (prefix, count) => Array.from({ length: count }, (_, n) => ({ key: prefix + n, lines: [{ quantity: 1 }] }));
const told = {};
told.sent = (await bulkhead.orders.send(orders('b', 30), { batchOrdersMax: 20 })).counts;
told.streamed = 0;
for await (const line of bulkhead.orders.stream(orders('s', 1200))) if (line.outcome === 'created') told.streamed += 1;
told.listed = 0;
for await (const _ of bulkhead.orders.list({ limit: 500 })) told.listed += 1;
told.event = (await bulkhead.events.page({ limit: 1 })).events[0].kind;
told.refused = await bulkhead.orders.get(4711000).catch((error) => error instanceof RefusedError && error.code);
told.stale = await bulkhead.orders.hold(1, {}, { ifRevision: 9 }).catch((error) => error.status);
const headers = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330', signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' };
const at = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', now: 1614265330000 };
told.verified = await verifyWebhook('{"test": 2432232314}', headers, at);
document.title = JSON.stringify(told);
`;

describe.skipIf(chromiumPath === null)('the SDK in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-browser-'));
  let pages: Server;
  let server: NativeServer;
  let browser: Browser;

  beforeAll(async () => {
    cpSync('sdk', folder, { recursive: true, filter: (path) => !/node_modules|\bdist\b/.test(path) });
    await promisify(execFile)(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '--project', folder]);
    pages = createServer((request, response) => {
      const path = request.url ?? '/';
      if (path === '/') response.setHeader('content-type', 'text/html').end(`<script type="module">${SCRIPT}</script>`);
      else if (/^\/[a-z-]+\.js$/.test(path)) {
        response.setHeader('content-type', 'text/javascript').end(readFileSync(join(folder, 'dist', path)));
      } else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(pages, 'listening');
    server = await startNativeServer({ BULKHEAD_CORS_ORIGINS: origin() });
    browser = await chromium.launch(launchOptions);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.drain('end of the test');
    pages.closeAllConnections();
    pages.close();
    rmSync(folder, { recursive: true });
  });
  const origin = () => `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;

  test('does what it does elsewhere', { timeout: 120_000 }, async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${origin()}/#${new URLSearchParams({ url: server.url, secret: SECRET })}`);
    await page.waitForFunction('document.title !== ""', null, { timeout: 60_000 }).catch(() => null);
    expect(problems).toEqual([]);
    expect(JSON.parse(await page.title())).toEqual({
      sent: { created: 30, replaced: 0, kept: 0, refused: 0 },
      streamed: 1_200,
      listed: 1_230,
      event: 'order.created',
      refused: 'record_unknown',
      stale: 412,
      verified: true,
    });
  });
});
