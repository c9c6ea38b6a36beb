// TLS to PostgreSQL: encrypted without asking who answers, or only with whom the certificate says. Runs where there is
// an openssl to make certificates with.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../src/store/postgres/driver.ts';
import { handOver, PostgresServer } from './postgres-server.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.runIf(hasOpenssl)('TLS', () => {
  let server: PostgresServer;
  let certificate: string;

  beforeAll(async () => {
    server = await PostgresServer.create();
    await server.stop();
    certificate = join(server.folder, 'server.crt');
    const key = join(server.folder, 'server.key');
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', key, '-out', certificate],
      { stdio: 'ignore' },
    );
    handOver(key, certificate);
    server.configure({ ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key });
    await server.start();
  });

  afterAll(() => server.remove());

  test.each([
    ['127.0.0.1', 'sslmode=require', null],
    ['127.0.0.1', 'sslmode=verify-ca&sslrootcert=CERT', null],
    ['localhost', 'sslmode=verify-full&sslrootcert=CERT', null],
    ['127.0.0.1', 'sslmode=verify-full&sslrootcert=CERT', /cannot be reached: .*(altnames|IP)/],
    ['localhost', 'sslmode=verify-full', /cannot be reached: .*self-signed/],
  ])('%s with %s', async (host, parameters, expected) => {
    const url = new URL(server.url());
    url.hostname = host;
    url.search = parameters.replace('CERT', encodeURIComponent(certificate));
    const told = openPostgresStore({ url: url.href }).then((store) => store.close());
    if (expected === null) await expect(told).resolves.toBeUndefined();
    else await expect(told).rejects.toThrow(expected);
  });

  test('a server without TLS is not talked to in the clear', async () => {
    const plain = await PostgresServer.create();
    await expect(openPostgresStore({ url: `${plain.url()}?sslmode=require` })).rejects.toThrow(/does not support SSL/);
    await plain.remove();
  });
});
