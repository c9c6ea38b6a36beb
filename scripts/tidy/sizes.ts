/**
 * The size rules: files, functions, parameters, nesting, each with the bound the house sets.
 * The two medians judge the tree as a whole and only once it is large enough for a median to mean something.
 * Tests are measured like everything else; files count with their comments, since those are read too.
 */
import { type FunctionSize, measureFunctions } from './functions.ts';
import type { FileRule, Finding, TreeRule } from './rule.ts';
import type { SourceFile } from './source-file.ts';

const fileLinesMax = 400;
const fileLinesMedianMax = 90;
const functionLinesMax = 70;
const functionLinesMedianMax = 12;
const parametersMax = 3;
const nestingMax = 3;
/** Below these a median says more about what is not yet written than about what is. */
const medianFilesMin = 20;
const medianFunctionsMin = 100;

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function functionRule(name: string, judge: (size: FunctionSize) => string | null): FileRule {
  const find = (file: SourceFile): Finding[] => {
    if (!file.isCode) return [];
    return measureFunctions(file).flatMap((size) => {
      const message = judge(size);
      return message === null ? [] : [{ path: file.path, line: size.line, message: `${size.name} ${message}` }];
    });
  };
  return { name, find };
}

export const fileSize: FileRule = {
  name: 'file-size',
  find: (file) => {
    if (!file.isCode || file.lines.length <= fileLinesMax) return [];
    return [{ path: file.path, line: 1, message: `has ${file.lines.length} lines, at most ${fileLinesMax}` }];
  },
};

export const functionSize = functionRule('function-size', ({ lines }) =>
  lines > functionLinesMax ? `has ${lines} lines, at most ${functionLinesMax}` : null,
);

export const parameterCount = functionRule('parameters', ({ parameters }) =>
  parameters > parametersMax ? `takes ${parameters} parameters, at most ${parametersMax}, else one named object` : null,
);

export const nesting = functionRule('nesting', ({ nesting: depth }) =>
  depth > nestingMax ? `nests ${depth} deep, at most ${nestingMax}` : null,
);

export const fileSizeMedian: TreeRule = {
  name: 'file-size-median',
  find: (files) => {
    const sizes = files.filter(({ isCode }) => isCode).map(({ lines }) => lines.length);
    const median = medianOf(sizes);
    if (sizes.length < medianFilesMin || median <= fileLinesMedianMax) return [];
    return [{ path: '.', line: 1, message: `the median file has ${median} lines, at most ${fileLinesMedianMax}` }];
  },
};

export const functionSizeMedian: TreeRule = {
  name: 'function-size-median',
  find: (files) => {
    const sizes = files
      .filter(({ isCode }) => isCode)
      .flatMap((file) => measureFunctions(file).map(({ lines }) => lines));
    const median = medianOf(sizes);
    if (sizes.length < medianFunctionsMin || median <= functionLinesMedianMax) return [];
    return [
      { path: '.', line: 1, message: `the median function has ${median} lines, at most ${functionLinesMedianMax}` },
    ];
  },
};
