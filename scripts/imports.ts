/**
 * The `imports` check: holds the tree below the working directory to the import table (scripts/imports/table.ts).
 * It walks the imports with dependency-cruiser, which reads TypeScript through TypeScript 6; without a usable compiler
 * that walk finds nothing and passes, so finding no module where src/ exists is a failure here.
 * Run by `npm run check`, or alone from the root of the checkout: `node scripts/imports.ts`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { problemsOf } from './imports/report.ts';
import { importRules } from './imports/rules.ts';

async function cruiseParts(parts: string[]): Promise<ICruiseResult> {
  const report = await cruise(
    parts,
    {
      validate: true,
      ruleSet: { forbidden: importRules() },
      tsPreCompilationDeps: true,
      doNotFollow: { path: '(^|/)node_modules/' },
      exclude: { path: '^(sdk|console)/dist/' },
      enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
    },
    {},
    { tsConfig: extractTsConfig('tsconfig.json') },
  );
  if (typeof report.output === 'string') throw new Error('dependency-cruiser answered with text, not with a result');
  return report.output;
}

function hasSources(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => /\.tsx?$/.test(String(name)));
}

const parts = ['src', 'sdk', 'console', 'test', 'bench', 'scripts'].filter(hasSources);
const problems = problemsOf(await cruiseParts(parts), parts.includes('src'));
for (const problem of problems) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
