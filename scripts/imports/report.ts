/**
 * Words the outcome of a walk over the imports: one line a violation, then what each violated rule asks for.
 * A walk that met no module of src/ has proven nothing, and says so instead of passing: that is what dependency-cruiser
 * does when it finds no TypeScript compiler it can use.
 */
import type { ICruiseResult } from 'dependency-cruiser';

/** What is wrong; nothing when the tree holds to the table. */
export function problemsOf({ summary, modules }: ICruiseResult, hasSource: boolean): string[] {
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  const names = new Set(summary.violations.map(({ rule }) => rule.name));
  const rules = (summary.ruleSetUsed?.forbidden ?? []).filter(({ name }) => name !== undefined && names.has(name));
  const isEmpty = hasSource && !modules.some(({ source }) => source.startsWith('src/'));
  return [
    ...violations,
    ...rules.map(({ name, comment }) => `  ${name}: ${comment}`),
    ...(isEmpty ? ['no-modules: src/ has sources, but no module of it was walked'] : []),
  ];
}
