/**
 * The table of tidy rules.
 * A new rule is written beside its kind (sizes, names, words, shape), added here, and gets a planted violation in
 * scripts/tidy.test.ts, which fails for a rule that has none.
 */
import { emptyNames, kebabNames } from './names.ts';
import type { FileRule, Finding, TreeRule } from './rule.ts';
import { castToAny, openingComment, silencedTypes, testsLeftAside } from './shape.ts';
import { fileSize, fileSizeMedian, functionSize, functionSizeMedian, nesting, parameterCount } from './sizes.ts';
import type { SourceFile } from './source-file.ts';
import { laterNotes, machinePaths, registryHosts, spelling, vendorWords } from './words.ts';

export const fileRules: readonly FileRule[] = [
  fileSize,
  functionSize,
  parameterCount,
  nesting,
  kebabNames,
  emptyNames,
  openingComment,
  castToAny,
  silencedTypes,
  testsLeftAside,
  vendorWords,
  spelling,
  laterNotes,
  machinePaths,
  registryHosts,
];

export const treeRules: readonly TreeRule[] = [fileSizeMedian, functionSizeMedian];

/** Everything the table finds, each finding under its rule's name. */
export function judgeTree(files: readonly SourceFile[]): (Finding & { rule: string })[] {
  return [
    ...fileRules.flatMap((rule) => files.flatMap(rule.find).map((finding) => ({ ...finding, rule: rule.name }))),
    ...treeRules.flatMap((rule) => rule.find(files).map((finding) => ({ ...finding, rule: rule.name }))),
  ];
}
