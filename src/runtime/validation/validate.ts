import type { GenericSchema } from 'valibot';
import { type Drift, ResponseValidationError } from '../../errors/api/response-validation-error.ts';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import type { ErrorContext } from '../../errors/paysera-error.ts';
import { fieldsOf } from '../../wire/fields-of.ts';
import type { Emit, HasListener } from '../events.ts';
import type { Operation } from '../operation.ts';
import type { Comparison } from './drift.ts';
import { kindOf } from './kind-of.ts';

/** What to do with a response that differs from the document. */
export type Validation = 'off' | 'report' | 'throw';

/** The generated validators of an API, by operation id. */
export type Validators = Readonly<Record<string, GenericSchema | undefined>>;

// A server that invents a field each time must not fill the memory, or the log.
const MAX_REPORTED = 1000;

const NOTHING: Comparison = [[], []];

export interface Validate {
  /** Loads the validators; await it before the first request is sent. Undefined once that is done. */
  readonly ready: () => Promise<void> | undefined;
  /** @throws {ResponseValidationError} */
  readonly check: (operation: Operation, response: { data: unknown; raw: string }, context: () => ErrorContext) => void;
}

/**
 * Checks responses. Required fields are always checked; the rest depends on `validation`, and each difference is reported
 * once. With `'off'` the validators are never loaded; with `'report'`, not before someone listens.
 */
export function createValidate(
  load: () => Promise<{ readonly validators: Validators }>,
  validation: Validation,
  emit: Emit,
  hasListener: HasListener,
): Validate {
  const reported = new Set<string>();
  let compare: ((operation: Operation, data: unknown, size: number) => Comparison) | undefined;
  let loading: Promise<void> | undefined;
  const wanted = () => validation === 'throw' || (validation === 'report' && hasListener('drift'));
  const prepare = async () => {
    try {
      const [{ validators }, { compare: compareWith }] = await Promise.all([load(), import('./drift.ts')]);
      compare = ({ id }, data, size) => {
        const schema = validators[id];
        return schema ? compareWith(schema, data, size) : NOTHING;
      };
    } catch (error) {
      loading = undefined;
      if (validation !== 'throw') return;
      throw new ConfigurationError('The validators could not be loaded. Nothing was sent.', { cause: error });
    }
  };
  return {
    ready() {
      if (compare || !wanted()) return undefined;
      loading ??= prepare();
      return loading;
    },
    check(operation, { data, raw }, context) {
      const lacking = missingRequiredFields(operation, data);
      if (lacking.length > 0) throw refuse(operation, 'lacks required fields', lacking, data, context());
      if (!compare || !wanted()) return;
      const [broken, added] = compare(operation, data, raw.length);
      for (const drift of [...broken, ...added]) {
        const shape = `${operation.id} ${drift.path} ${drift.received}`;
        if (reported.has(shape) || reported.size === MAX_REPORTED) continue;
        reported.add(shape);
        emit('drift', () => ({ operation: operation.id, ...drift }));
      }
      if (validation === 'throw' && broken.length > 0) {
        throw refuse(operation, 'differs from the document', broken, data, context());
      }
    },
  };
}

function missingRequiredFields({ requiredFields = [] }: Operation, data: unknown): Drift[] {
  const record = fieldsOf(data);
  return requiredFields
    .filter((field) => typeof record[field] !== 'string' || record[field] === '')
    .map((field) => ({
      path: field,
      expected: 'a non-empty string',
      received: record[field] === '' ? 'an empty string' : kindOf(record[field]),
    }));
}

function refuse({ id }: Operation, what: string, drifts: readonly Drift[], data: unknown, context: ErrorContext) {
  const places = drifts.map(
    ({ path, expected, received }) => `${path || 'the response'} is ${received}, not ${expected}`,
  );
  return new ResponseValidationError(
    `${id} succeeded, but its response ${what}: ${places.join('; ')}. Do not send it again; the response is in \`data\`.`,
    drifts,
    data,
    context,
  );
}
