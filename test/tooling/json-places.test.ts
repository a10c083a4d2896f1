import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSource } from '../../scripts/shared/document.ts';
import { placesInJson } from '../../scripts/shared/json-places.ts';
import type { Loose } from './documents.ts';

const name = fc
  .string({ unit: 'binary' })
  .filter((text) => !['__proto__', '<<'].includes(text) && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text));
const { object } = fc.letrec<{ value: Loose; object: Loose }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    ...[fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), fc.integer(), fc.boolean(), fc.constant(null)],
    ...[fc.array(tie('value'), { maxLength: 4 }), tie('object')],
  ),
  object: fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

/** The keys of everything in a value, and some of nothing. */
function keysIn(value: Loose, keys: readonly string[] = []): (readonly string[])[] {
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [keys, [...keys, 'no such part'], ...parts.flatMap(([key, part]) => keysIn(part, [...keys, key]))];
}

test('a JSON document has the values and the locations that it has as YAML', () => {
  fc.assert(
    fc.property(
      object,
      fc.constantFrom('', '\t', 1, '\r\n  '),
      fc.constantFrom('', '\n\n '),
      (value, space, before) => {
        const text = before + JSON.stringify(value, null, space);
        expect(placesInJson(text)).toBeDefined();
        const json = parseSource(text, 'vendor.json');
        const yaml = parseSource(`${text}\n# With a comment, no JSON.`, 'vendor.json');
        expect(json.value).toEqual(yaml.value);
        for (const keys of keysIn(value)) expect(json.locationOf(keys), keys.join('/')).toBe(yaml.locationOf(keys));
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ['a list', '[1]', /is not a document: expected an object at the top/],
  ['a name twice', '{"a": 1, "b": {"c": 1, "\\u0063": 2}}', /:1:24 c is here twice; keys must be unique\.$/],
  ['a merge key', '{"a": {"<<": 1}}', /:1:8 << is a merge key/],
  ['a name that changes what objects are', '{"\\u005f_proto__": {}}', /:1:2 __proto__ is no name for a member\.$/],
  ['a name that turns the direction of text', '{"a": [{"a\\u202eb": 1}]}', /:1:9 a key holds a control character/],
  ['lists in lists', `{"a": ${'['.repeat(9000)}${']'.repeat(9000)}}`, /more than 100 levels deep\.$/],
  ['objects in objects', `${'{"a":'.repeat(101)}1${'}'.repeat(101)}`, /more than 100 levels deep\.$/],
  ['a list without end', `{"a": [${'1,'.repeat(200_000)}1]}`, /more than 250000 tokens\.$/],
  ['an end that is missing', '{"a": [1}', /^hostile\.json:1:\d+ /],
])('JSON that is hostile is refused as YAML is: %s', (_, text, refused) => {
  expect(() => parseSource(text, 'hostile.json')).toThrow(refused);
});
