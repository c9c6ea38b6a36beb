/**
 * Measures every function of a file: its lines, parameters and deepest nesting. Read by the size rules only.
 * Lines inside a test's own callbacks are counted where they stand, not again in the `describe` around them.
 * Nesting counts if, for, while, switch and try; `else if` is no deeper than its `if`. A callback starts as deep as the
 * statement it stands in, a declared function or method starts at nothing.
 */
import ts from 'typescript';
import { lineOf, type SourceFile } from './source-file.ts';

export type FunctionSize = { name: string; line: number; lines: number; parameters: number; nesting: number };

const suiteCalls = /^(describe|it|test|suite|bench|beforeAll|beforeEach|afterAll|afterEach)$/;

function isNester(node: ts.Node): boolean {
  if (ts.isIfStatement(node)) return !(ts.isIfStatement(node.parent) && node.parent.elseStatement === node);
  return ts.isIterationStatement(node, false) || ts.isSwitchStatement(node) || ts.isTryStatement(node);
}

function isCallback(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** `describe`, in describe(…), describe.each(…)(…) and describe.skipIf(…)(…). */
function rootName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return rootName(node.expression);
  return ts.isTaggedTemplateExpression(node) ? rootName(node.tag) : '';
}

function isSuiteCallback(node: ts.Node): boolean {
  return isCallback(node) && ts.isCallExpression(node.parent) && suiteCalls.test(rootName(node.parent.expression));
}

function lineSpan(file: SourceFile, node: ts.Node): number {
  const end = file.syntax().getLineAndCharacterOfPosition(node.getEnd()).line + 1;
  return end - lineOf(file, node) + 1;
}

function suiteLines(file: SourceFile, node: ts.Node): number {
  let lines = 0;
  ts.forEachChild(node, (child) => {
    lines += isSuiteCallback(child) ? lineSpan(file, child) - 1 : suiteLines(file, child);
  });
  return lines;
}

function nestingBelow(node: ts.Node): number {
  let deepest = 0;
  ts.forEachChild(node, (child) => {
    const isOwn = ts.isFunctionLike(child) && !isCallback(child);
    if (!isOwn && !isSuiteCallback(child)) deepest = Math.max(deepest, nestingBelow(child));
  });
  return deepest + (isNester(node) ? 1 : 0);
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isConstructorDeclaration(node) ? 'constructor' : 'a callback';
}

function hasBlock(node: ts.Node): node is ts.FunctionLikeDeclaration & { body: ts.Block } {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && ts.isBlock(node.body as ts.Node);
}

/** Every function with a body in braces; an arrow that is one expression has nothing to measure but its parameters. */
export function measureFunctions(file: SourceFile): FunctionSize[] {
  const sizes: FunctionSize[] = [];
  const visit = (node: ts.Node): void => {
    if (hasBlock(node)) {
      // A row of a test's table reaches the test as its parameters.
      const parameters = isSuiteCallback(node) ? 0 : node.parameters.length;
      const lines = lineSpan(file, node) - suiteLines(file, node.body);
      sizes.push({ name: nameOf(node), line: lineOf(file, node), lines, parameters, nesting: nestingBelow(node.body) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file.syntax());
  return sizes;
}
