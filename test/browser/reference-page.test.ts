// The page of the reference in a real browser: it shows the operations of every contract, and asks nobody but this server.
import { mkdirSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NativeServer, startNativeServer } from '../native-server.ts';
import { chromiumPath, launchOptions, tellSkipped } from './chromium.ts';

tellSkipped('the page of the reference in a browser');

describe.skipIf(chromiumPath === null)('the page of the reference', () => {
  let server: NativeServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startNativeServer();
    browser = await chromium.launch(launchOptions);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.drain('end of the test');
  });

  /** The page, opened, with all that it asked for and all that was refused to it. */
  async function open(path: string): Promise<{ page: Page; asked: string[]; problems: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1_400, height: 900 } });
    const asked: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    page.on('console', (message) => {
      // Every browser asks for an icon, and pages need none.
      const isIcon = message.location().url.endsWith('/favicon.ico');
      if (message.type() === 'error' && !isIcon) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(server.url + path);
    return { page, asked, problems };
  }

  test.each([
    ['', 'Bulkhead', 'Take in a batch of orders'],
    ['?api=native', 'Bulkhead', 'Take in a batch of orders'],
    ['?api=shipstation', 'ShipStation', 'order'],
    ['?api=centra', 'Centra', 'order'],
  ])('/docs/%s shows %s and asks nobody else', { timeout: 120_000 }, async (query, title, operation) => {
    const { page, asked, problems } = await open(`/docs/${query}`);
    await page
      .getByRole('heading', { name: new RegExp(title, 'i') })
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByText(new RegExp(operation, 'i')).first().waitFor({ timeout: 60_000 });
    await page.waitForLoadState('networkidle');
    if (process.env.BULKHEAD_SCREENSHOTS !== undefined) {
      mkdirSync(process.env.BULKHEAD_SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: `${process.env.BULKHEAD_SCREENSHOTS}/docs${query.replace(/\W/g, '-')}.png` });
    }
    const elsewhere = asked.filter((url) => !url.startsWith(`${server.url}/`) && !/^(data|blob):/.test(url));
    expect(elsewhere).toEqual([]);
    expect(problems).toEqual([]);
    expect(asked.some((url) => url.includes('/openapi/'))).toBe(true);
    await page.close();
  });
});

test('the page needs no key, says where it may load from, and comes packed to who takes that', async () => {
  const server = await startNativeServer();
  const moved = await fetch(`${server.url}/docs`, { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([301, '/docs/']);
  const page = await fetch(`${server.url}/docs/`);
  expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
  expect(await page.text()).not.toMatch(/(src|href)="https?:/);
  const script = await fetch(`${server.url}/docs/js/scalar.js`, { headers: { 'accept-encoding': 'identity' } });
  expect([script.status, script.headers.get('content-encoding')]).toEqual([200, null]);
  const packed = await fetch(`${server.url}/docs/js/scalar.js`, { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(await packed.text()).toBe(await script.text());
  await server.drain('end of the test');
});
