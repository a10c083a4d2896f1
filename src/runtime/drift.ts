import { type GenericSchema, safeParse } from 'valibot';
import type { Drift } from '../errors/response-validation-error.ts';
import { kindOf } from './validate.ts';

/** Where an answer and its schema disagree. */
export function driftsOf(schema: GenericSchema, data: unknown): Drift[] {
  const { issues = [] } = safeParse(schema, data);
  return issues.map((issue) => {
    const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? '[]' : String(key))).join('.');
    return { path, expected: issue.expected ?? issue.type, received: kindOf(issue.input) };
  });
}
