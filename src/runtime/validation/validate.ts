import type { GenericSchema } from 'valibot';
import type { Drift } from '../../errors/api/response-validation-error.ts';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { fieldsOf, isObject } from '../../wire/fields-of.ts';
import { kindOf } from '../../wire/kind-of.ts';
import type { Emit, HasListener } from '../events.ts';
import type { Operation } from '../operation.ts';
import type { Comparison } from './drift.ts';

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
  /** Reports where a response differs. Returns what makes it unusable. */
  readonly check: (
    operation: Operation,
    response: { data: unknown; raw: string },
    callId: () => string,
  ) => Unusable | undefined;
}

/** What makes a response unusable. */
export interface Unusable {
  /** Names of required fields that are missing, empty or no text. */
  readonly lacking: readonly string[];
  /** Where it differs from the document, with `validation: 'throw'`; and that it is no list, whatever `validation` is. */
  readonly broken: readonly Drift[];
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
    check(operation, { data, raw }, callId) {
      const lacking = missingRequiredFields(operation, data);
      if (lacking.length > 0) return { lacking, broken: [] };
      if (operation.pagination && !isObject(data)) {
        return { lacking, broken: [{ path: '', expected: 'an object with a list of items', received: kindOf(data) }] };
      }
      if (!compare || !wanted()) return undefined;
      const [broken, added] = compare(operation, data, raw.length);
      for (const drift of [...broken, ...added]) {
        const shape = `${operation.id} ${drift.path} ${drift.received}`;
        if (reported.has(shape) || reported.size === MAX_REPORTED) continue;
        reported.add(shape);
        emit('drift', () => ({ callId: callId(), operation: operation.id, ...drift }));
      }
      return validation === 'throw' && broken.length > 0 ? { lacking, broken } : undefined;
    },
  };
}

function missingRequiredFields({ requiredFields = [] }: Operation, data: unknown): readonly string[] {
  const record = fieldsOf(data);
  return requiredFields.filter((field) => typeof record[field] !== 'string' || record[field] === '');
}
