/**
 * The naming rules: file and folder names in kebab-case, and no name that says nothing about what it holds.
 * Exported names are read from the syntax tree, so a vendor's field that happens to be called `service` is no finding.
 * The five documents every repository has keep their usual capitals.
 */
import ts from 'typescript';
import type { FileRule, Finding } from './rule.ts';
import { lineOf, type SourceFile } from './source-file.ts';

const kebabName = /^\.?[a-z0-9]+(?:[-.][a-z0-9]+)*$/;
const usualName = /^(?:README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|SECURITY)\.md$|^(?:LICENSE|NOTICE|Dockerfile)$/;
const emptyWords = new Set(
  'util utils helper helpers common manager managers service services base impl misc'.split(' '),
);

function emptyWordIn(name: string): string | undefined {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^A-Za-z0-9]+/);
  return words.find((word) => emptyWords.has(word.toLowerCase()));
}

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function namesDeclaredBy(node: ts.Statement): ts.Node[] {
  if (ts.isExportDeclaration(node) && node.exportClause !== undefined && ts.isNamedExports(node.exportClause))
    return node.exportClause.elements.map(({ name }) => name);
  if (!isExported(node)) return [];
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name);
  const { name } = node as ts.Statement & { name?: ts.Identifier };
  return name === undefined ? [] : [name];
}

export const kebabNames: FileRule = {
  name: 'kebab-case',
  find: ({ path }) =>
    path
      .split('/')
      .filter((name) => !kebabName.test(name) && !usualName.test(name))
      .map((name) => ({ path, line: 1, message: `the name ${name} is not kebab-case` })),
};

export const emptyNames: FileRule = {
  name: 'empty-name',
  find: (file: SourceFile): Finding[] => {
    const word = file.isCode ? emptyWordIn(file.path) : undefined;
    const inPath = word === undefined ? [] : [{ path: file.path, line: 1, message: `the file name holds "${word}"` }];
    if (!file.isCode) return inPath;
    const inExports = file
      .syntax()
      .statements.flatMap(namesDeclaredBy)
      .flatMap((name) => {
        const empty = emptyWordIn(name.getText());
        const message = `the exported name ${name.getText()} holds "${empty}"`;
        return empty === undefined ? [] : [{ path: file.path, line: lineOf(file, name), message }];
      });
    return [...inPath, ...inExports];
  },
};
