/**
 * Installs a peer's packages outside the repository, once for every list of packages: the folder is named after the
 * list and takes its name only when all is installed, so a half installed one is never used. Named versions are exact,
 * and so is what they bring along, for npm takes nothing published after the day below.
 * No script of a package is run, hence nothing is fetched but packages: those with native parts ship them.
 * Called by peers.ts.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Packages = {
  /** Names the folder. */
  name: string;
  /** What runs among the packages, as a module: their names mean nothing in this repository. Prints `{"port":…}`. */
  program: string;
  versions: Readonly<Record<string, string>>;
  /** In place of what the packages themselves ask for. */
  overrides?: Readonly<Record<string, string>>;
};

const RESOLVED_BEFORE = '2026-11-15';
/** Half a gigabyte of packages on a slow line. */
const INSTALL_MS = 1_200_000;

/** The folder that the peer's program stands in, as program.mjs beside node_modules. */
export async function installed(packages: Packages): Promise<string> {
  const { versions, overrides, program } = packages;
  const digest = createHash('sha256')
    .update(JSON.stringify([versions, overrides, RESOLVED_BEFORE]))
    .digest('hex');
  const folder = join(cacheFolder(), `${packages.name}-${digest.slice(0, 12)}`);
  if (!existsSync(folder)) await install(packages, folder);
  // Anew every time: a program changes without its packages.
  writeFileSync(join(folder, 'program.mjs'), program);
  return folder;
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bulkhead-bench-peers');
}

async function install({ name, versions, overrides = {} }: Packages, folder: string): Promise<void> {
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    writeFileSync(
      join(partial, 'package.json'),
      JSON.stringify({ name: `bench-${name}`, private: true, dependencies: versions, overrides }),
    );
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `--before=${RESOLVED_BEFORE}`];
    await promisify(execFile)('npm', ['install', ...options], { cwd: partial, timeout: INSTALL_MS });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
