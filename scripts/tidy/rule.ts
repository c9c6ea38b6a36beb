/**
 * What a tidy rule is: a pure function from one file, or from the whole tree, to what is wrong with it.
 * A rule reads no disk, prints nothing and knows no other rule.
 * The table of all of them is rules.ts.
 */
import type { SourceFile } from './source-file.ts';

/** `line` counts from 1; a finding about a whole file carries line 1, one about the whole tree no path. */
export type Finding = { path: string; line: number; message: string };

export type FileRule = { name: string; find: (file: SourceFile) => Finding[] };
export type TreeRule = { name: string; find: (files: readonly SourceFile[]) => Finding[] };

/** Every line of a file that a pattern matches, with the words that matched. */
export function findingsByLine(file: SourceFile, pattern: RegExp, message: (match: string) => string): Finding[] {
  return file.lines.flatMap((text, index) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ path: file.path, line: index + 1, message: message(match[0].trim()) }];
  });
}
