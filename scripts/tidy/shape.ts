/**
 * The rules about how a source file is made: it opens by saying what it is for, switches no check off, and leaves no
 * test aside. The opening is three to eight lines of comment; a test or a short file of types alone may say it in one.
 * Lines that hold nothing but a comment's marks are not counted.
 */
import ts from 'typescript';
import { type FileRule, type Finding, findingsByLine } from './rule.ts';
import { lineOf, type SourceFile } from './source-file.ts';

const openingLinesMin = 3;
const openingLinesMax = 8;
/** A file of types alone is short enough to need no introduction up to here. */
const shortTypesLinesMax = 60;

function isShortTypes(file: SourceFile): boolean {
  return (
    file.lines.length <= shortTypesLinesMax &&
    file.syntax().statements.every((node) => {
      if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
      if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      return ts.isExportDeclaration(node) && node.isTypeOnly;
    })
  );
}

function openingLines(text: string): number {
  const body = text.replace(/^#!.*\n/, '').trimStart();
  const comment = /^\/\*[\s\S]*?\*\//.exec(body)?.[0] ?? /^(?:\/\/.*\n)+/.exec(body)?.[0] ?? '';
  return comment.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line)).length;
}

export const openingComment: FileRule = {
  name: 'opening-comment',
  find: (file) => {
    if (!file.isCode) return [];
    const lines = openingLines(file.text);
    const least = file.isTest || isShortTypes(file) ? 1 : openingLinesMin;
    if (lines >= least && lines <= openingLinesMax) return [];
    const message = `opens with ${lines} lines of comment, ${least} to ${openingLinesMax} are asked for`;
    return [{ path: file.path, line: 1, message }];
  },
};

function findNodes(file: SourceFile, judge: (node: ts.Node) => string | null): Finding[] {
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const message = judge(node);
    if (message !== null) findings.push({ path: file.path, line: lineOf(file, node), message });
    ts.forEachChild(node, visit);
  };
  if (file.isCode) visit(file.syntax());
  return findings;
}

export const castToAny: FileRule = {
  name: 'as-any',
  find: (file) =>
    findNodes(file, (node) =>
      ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.AnyKeyword ? 'casts to any' : null,
    ),
};

export const silencedTypes: FileRule = {
  name: 'ts-ignore',
  find: (file) =>
    file.isCode
      ? findingsByLine(file, /^\s*(?:\/\/|\/?\*+)\s*@ts-(?:ignore|nocheck)/, () => 'switches the type check off')
      : [],
};

function isLeftAside(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node))
    return (
      /^(?:only|skip|todo|fails)$/.test(node.name.text) &&
      /^(?:describe|it|test|suite)\b/.test(node.expression.getText())
    );
  return ts.isCallExpression(node) && /^(?:fit|fdescribe|xit|xtest|xdescribe)$/.test(node.expression.getText());
}

export const testsLeftAside: FileRule = {
  name: 'test-left-aside',
  find: (file) =>
    findNodes(file, (node) => (isLeftAside(node) ? `${node.getText().split('(')[0]} leaves tests out` : null)),
};
