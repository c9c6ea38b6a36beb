/**
 * Turns the rows of the import table into dependency-cruiser rules, and adds those that hold everywhere:
 * no cycles, nothing that cannot be resolved, no development dependency in the running server, no folder without a row.
 * Called by scripts/imports.ts. It must not decide what may import what: that is table.ts.
 */
import type { IForbiddenRuleType } from 'dependency-cruiser';
import { forbidden, type ImportRow, importTable, testLibraries } from './table.ts';

const testFile = '\\.test\\.ts$';
const testOnly = '(\\.test\\.ts$|^src/store/contract)';

function rulesFromRow(row: ImportRow): IForbiddenRuleType[] {
  const severity = 'error';
  const comment = `may import only: ${row.may.join('  ')}`;
  const testsMay = [...row.may, ...testLibraries, ...(row.testsMay ?? [])];
  return [
    { name: row.name, comment, severity, from: { path: row.from, pathNot: testFile }, to: { pathNot: [...row.may] } },
    {
      name: `${row.name}-test`,
      comment: `${comment}  and, being a test: ${[...testLibraries, ...(row.testsMay ?? [])].join('  ')}`,
      severity,
      from: { path: `${row.from.replace(/\(\\\.test\)\?\\\.ts\$$/, '')}.*${testFile}` },
      to: { pathNot: testsMay },
    },
  ];
}

/** src/ itself holds main.ts, which is free, and what has a row. */
function knownPaths(): string[] {
  return ['^src/main(\\.test)?\\.ts$', ...importTable.map((row) => row.from)];
}

export function importRules(): IForbiddenRuleType[] {
  const severity = 'error';
  return [
    ...importTable.flatMap(rulesFromRow),
    ...forbidden.map(
      ({ name, from, to }) =>
        ({
          name,
          comment: `must never import ${to}`,
          severity,
          from: { path: from },
          to: { path: to },
        }) as const,
    ),
    {
      name: 'unknown-part',
      comment: 'a file under src/ that no row of the import table speaks for',
      severity,
      from: { path: '^src/', pathNot: knownPaths() },
      to: {},
    },
    { name: 'no-cycle', comment: 'imports go one way', severity, from: {}, to: { circular: true } },
    {
      name: 'unresolvable',
      comment: 'not installed, or no such file',
      severity,
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependency',
      comment: 'the published server is installed without development dependencies',
      severity,
      from: { path: '^(src|sdk)/', pathNot: testOnly },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ];
}
