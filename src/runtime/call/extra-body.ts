import { ConfigurationError } from '../../errors/configuration-error.ts';
import { kindOf } from '../../wire/kind-of.ts';
import type { Pipeline } from './run-call.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Prepares a call with the fields of `extraBody` in its body: encoded and signed like the others, but nothing that a
 * response is compared with. Whatever the body has, with its key and its defaults, stays as it is.
 */
export function withExtraBody(prepare: Pipeline['prepare']): Pipeline['prepare'] {
  return (operation, input, { extraBody, ...options }) => {
    const plain = prepare(operation, input, options);
    const { id, method } = operation;
    if (extraBody === undefined) return plain;
    if (method === 'GET' || method === 'HEAD') throw refuse(id, `${method} takes no body; leave it out`);
    if (!isPlain(extraBody)) throw refuse(id, `it is ${kindOf(extraBody)}; expected a plain object`);
    mergeExtraBody(id, plain.input.body ?? {}, extraBody);
    const { idempotencyKey } = plain.context;
    const body = mergeExtraBody(id, input.body ?? {}, extraBody);
    return { ...prepare(operation, { ...input, body }, { ...options, idempotencyKey }), input: plain.input };
  };
}

/** Both, object by object. A field that both have is the caller's to clear up: one of the two would be lost. */
export function mergeExtraBody(operation: string, body: unknown, extra: Fields, at = ''): Fields {
  if (!isPlain(body)) throw refuse(operation, `the body is ${kindOf(body)}; expected a plain object`);
  const added = Object.entries(extra).map(([name, value]): [string, unknown] => {
    const [path, present] = [`${at}${name}`, Object.hasOwn(body, name) ? body[name] : undefined];
    if (present === undefined) return [name, value];
    if (isPlain(present) && isPlain(value)) return [name, mergeExtraBody(operation, present, value, `${path}.`)];
    throw refuse(operation, `${path} is already in the body; leave it out of one of the two`);
  });
  return { ...body, ...Object.fromEntries(added) };
}

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value);
}

function refuse(operation: string, problem: string): ConfigurationError {
  return new ConfigurationError(`${operation}: extraBody: ${problem}. Nothing was sent.`, { operation });
}
