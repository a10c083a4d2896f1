import type { GenericSchema } from 'valibot';
import { safeParse } from 'valibot';
import type { ErrorContext } from '../errors/paysera-error.ts';
import { type Drift, ResponseValidationError } from '../errors/response-validation-error.ts';
import type { Emit } from './events.ts';
import type { Operation } from './operation.ts';

/** What becomes of an answer that differs from the document. */
export type Validation = 'off' | 'report' | 'throw';

export type Validate = (operation: Operation, data: unknown, context: () => ErrorContext) => void;

/**
 * Checks answers. What a client cannot go on without is always checked; the rest by `validation`, each shape told once.
 */
export function createValidate(
  validators: Readonly<Partial<Record<string, GenericSchema>>>,
  validation: Validation,
  emit: Emit,
): Validate {
  const told = new Set<string>();
  return (operation, data, context) => {
    for (const field of operation.essential ?? []) {
      const value = (data as Record<string, unknown> | null)?.[field];
      if (typeof value === 'string' && value !== '') continue;
      const drift = {
        path: field,
        expected: 'a non-empty string',
        received: value === '' ? 'an empty one' : kindOf(value),
      };
      throw new ResponseValidationError(
        `${operation.id} succeeded, but its answer has no usable ${field}. Do not send it again: read it back, the answer is in \`data\`.`,
        [drift],
        data,
        context(),
      );
    }
    const schema = validation === 'off' ? undefined : validators[operation.id];
    if (!schema) return;
    const { issues = [] } = safeParse(schema, data);
    const drifts = issues.map((issue): Drift => {
      const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? '[]' : String(key))).join('.');
      return { path, expected: issue.expected ?? issue.type, received: kindOf(issue.input) };
    });
    for (const drift of drifts) {
      const shape = `${operation.id} ${drift.path} ${drift.received}`;
      if (told.has(shape)) continue;
      told.add(shape);
      emit('drift', () => ({ operation: operation.id, ...drift }));
    }
    if (validation === 'throw' && drifts.length > 0) {
      const places = drifts.map(
        ({ path, expected, received }) => `${path || 'the answer'} is ${received}, not ${expected}`,
      );
      throw new ResponseValidationError(
        `${operation.id} succeeded, but its answer differs from the document: ${places.join('; ')}. Do not send it again.`,
        drifts,
        data,
        context(),
      );
    }
  };
}

/** The type of a value, never the value. */
function kindOf(value: unknown): string {
  return value === undefined ? 'missing' : value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
}
