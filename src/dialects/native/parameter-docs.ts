/**
 * Query parameters as the reference shows them: the schemas and words of parameters.ts, without how they are read.
 * A parameter is thus documented by what checks it.
 * Used by the parts of the reference.
 */
import type { ParameterDoc } from '../reference.ts';
import type { Parameter } from './parameters.ts';

export function docsOf(parameters: Readonly<Record<string, Parameter<unknown>>>): Record<string, ParameterDoc> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { schema, about }]) => [name, { schema, about }]));
}
