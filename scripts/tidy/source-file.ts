/**
 * A file of the tree as the tidy rules see it: its path from the root, its text, and its syntax tree when one asks.
 * readTree() brings in everything that is written by hand; what is installed, built, generated or ignored is left out.
 * Rules never read the disk themselves, so a test can hand them a file that exists nowhere.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';

export type SourceFile = {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
  lines: readonly string[];
  isCode: boolean;
  isTest: boolean;
  syntax: () => ts.SourceFile;
};

const skippedFolders = new Set(['.git', 'node_modules', 'dist', '.cache', '.scratch', 'coverage']);
/** Others (images, fonts) have a name to judge but no text. */
const textExtensions = new Set([
  '.ts',
  '.tsx',
  '.js',
  '.mjs',
  '.json',
  '.md',
  '.sql',
  '.sh',
  '.yml',
  '.html',
  '.css',
  '',
]);

export function sourceFileFrom(path: string, text: string): SourceFile {
  let tree: ts.SourceFile | undefined;
  return {
    path,
    text,
    lines: text.replace(/\n$/, '').split('\n'),
    isCode: /\.tsx?$/.test(path),
    isTest: /\.test\.tsx?$/.test(path) || /^(sdk\/|console\/)?test\//.test(path),
    syntax: () => {
      tree ??= ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      return tree;
    },
  };
}

/** Only the data folder at the root is a server's; a source folder may bear that name. */
function isSkipped(parent: string, name: string): boolean {
  return skippedFolders.has(name) || (parent === '' && name === 'data');
}

export function readTree(root: string, parent = ''): SourceFile[] {
  const entries = readdirSync(join(root, parent), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
    if (entry.isDirectory()) return isSkipped(parent, entry.name) ? [] : readTree(root, path);
    // In a git worktree it is a file, with a path of the machine.
    if (!entry.isFile() || entry.name === '.git') return [];
    return [sourceFileFrom(path, textExtensions.has(extname(path)) ? readFileSync(join(root, path), 'utf8') : '')];
  });
}

/** The line a syntax node starts on, counted from 1, without the comments before it. */
export function lineOf(file: SourceFile, node: ts.Node): number {
  return file.syntax().getLineAndCharacterOfPosition(node.getStart(file.syntax())).line + 1;
}
