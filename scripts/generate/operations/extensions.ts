import { isObject, type Json, type JsonObject } from '../../shared/document.ts';
import type { Causes } from '../report/causes.ts';

/** Our extensions: the values each may have, and the check. */
const EXTENSIONS: Record<string, { expected: string; isValid: (value: Json) => boolean }> = {
  'x-status': oneOf('documented', 'undocumented', 'unlisted'),
  'x-retry': oneOf('safe', 'lookup', 'key'),
  'x-pagination': oneOf('cursor', 'after'),
  'x-amounts': { expected: 'a list of dotted field paths', isValid: isStringList },
  'x-required-amounts': { expected: 'a list of dotted field paths', isValid: isStringList },
  'x-required-fields': {
    expected: 'a list of dotted field paths in the response, or in the payload of a webhook',
    isValid: isStringList,
  },
  'x-alias': {
    expected: 'an object of name to other spelling',
    isValid: (value) => isObject(value) && isStringList(Object.values(value)),
  },
  'x-idempotency-key': {
    expected: '{ in: header | body, name }',
    isValid: (value) =>
      isObject(value) && (value['in'] === 'header' || value['in'] === 'body') && typeof value['name'] === 'string',
  },
};

/** Reports the extensions of an operation that are not ours, or have a value that they cannot have. */
export function checkExtensions(operation: JsonObject, locate: (name: string) => string, causes: Causes): boolean {
  const before = causes.errors.length;
  for (const name of Object.keys(operation).filter((name) => name.startsWith('x-'))) {
    const extension = EXTENSIONS[name];
    if (!extension) causes.error(`${locate(name)} ${name} is not one of our extensions: ${list(EXTENSIONS)}.`);
    else if (!extension.isValid(operation[name] as Json)) {
      const given = JSON.stringify(operation[name]);
      causes.error(`${locate(name)} ${name} is ${given}; expected ${extension.expected}.`);
    }
  }
  return causes.errors.length === before;
}

function oneOf(...words: string[]): { expected: string; isValid: (value: Json) => boolean } {
  return { expected: words.join(' | '), isValid: (value) => typeof value === 'string' && words.includes(value) };
}

function isStringList(value: Json): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function list(words: object): string {
  return Object.keys(words).join(', ');
}
