import { deref, isObject, type JsonObject, type LocationOf } from '../../shared/document.ts';
import { fieldAt } from '../document/fields.ts';
import type { Causes } from '../report/causes.ts';

/** Where an operation is, and how the overlay addresses it. */
export interface LocatedInOverlay {
  readonly overlay: string;
  readonly target: string;
  readonly locate: () => string;
  readonly locationOf: LocationOf;
}

/**
 * The fields of `x-required-fields`. Code in `src` goes on with them, so each must be in every successful response that the
 * document describes; a list must have its `items`.
 */
export function readRequiredFields(
  document: JsonObject,
  operation: JsonObject,
  { overlay, target, locate }: LocatedInOverlay,
  causes: Causes,
): string[] {
  const required = (operation['x-required-fields'] ?? []) as string[];
  const isList = operation['x-pagination'] !== undefined;
  const successes = successesOf(document, operation);
  const lacks = (schema: JsonObject, field: string) => !fieldAt(document, schema, field.split('.'));
  // One action for all that are missing: a list replaces the list before.
  const present = required.filter((field) => !successes.some(([, schema]) => lacks(schema, field)));
  for (const [status, schema] of successes) {
    for (const field of required.filter((field) => lacks(schema, field))) {
      causes.error(`${locate()} x-required-fields: the response ${status} has no ${field}.`, {
        fix: { overlay, add: { target, update: { 'x-required-fields': present } } },
      });
    }
    if (isList && !fieldAt(document, schema, ['items'])) {
      causes.error(`${locate()} x-pagination: the response ${status} has no list of items.`, {
        fix: { overlay, add: { target: `${target}['x-pagination']`, remove: true } },
      });
    }
  }
  return required;
}

/** The names of `x-alias`: each must be a field of every successful response, or nothing has the name that it stands for. */
export function readAlias(
  document: JsonObject,
  operation: JsonObject,
  { overlay, target, locate }: LocatedInOverlay,
  causes: Causes,
): Record<string, string> {
  const alias = (operation['x-alias'] ?? {}) as Record<string, string>;
  for (const [status, schema] of successesOf(document, operation)) {
    for (const [name, other] of Object.entries(alias)) {
      if (fieldAt(document, schema, [name])) continue;
      const spelled = fieldAt(document, schema, [other]) ? `, but ${other}` : '';
      causes.error(`${locate()} x-alias: the response ${status} has no ${name}${spelled}.`, {
        fix: { overlay, add: { target: `${target}['x-alias']['${name}']`, remove: true } },
      });
    }
  }
  return alias;
}

function successesOf(document: JsonObject, { responses }: JsonObject): [string, JsonObject][] {
  return Object.entries(isObject(responses) ? responses : {}).flatMap(([status, response]): [string, JsonObject][] => {
    const content = deref(document, response)?.['content'];
    const media = isObject(content) ? content['application/json'] : undefined;
    const schema = isObject(media) ? deref(document, media['schema']) : undefined;
    return status.startsWith('2') && schema ? [[status, schema]] : [];
  });
}
