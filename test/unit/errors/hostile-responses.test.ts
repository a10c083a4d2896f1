import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validators } from '../../../generated/checkout/validators.ts';
import { toApiError } from '../../../src/errors/api/to-api-error.ts';
import { redact } from '../../../src/errors/redact.ts';
import { compare } from '../../../src/runtime/validation/drift.ts';
import { seeded } from '../../support/seeded.ts';

/** A body with more personal data and credentials than any request has. */
const SENSITIVE = Array.from({ length: 100 }, (_, i) => `sensitive-value-${i}`);

const errorOf = (data: unknown) => {
  const raw = JSON.stringify(data);
  return toApiError({ status: 422, data, raw, sensitiveValues: SENSITIVE }, { operation: 'createOrder' });
};

const many = <T>(count: number, item: (index: number) => T) => Array.from({ length: count }, (_, i) => item(i));
const object = (count: number, value: (index: number) => unknown) =>
  Object.fromEntries(many(count, (i) => [`field${i}`, value(i)]));

/** Each once took time that grew with the square of its size, or made a message of hundreds of kilobytes. */
const SHAPES: Record<string, unknown> = {
  'one field with 5,000 messages': { error_properties: { amount: many(5000, () => 'is wrong') } },
  '5,000 fields': { error_properties: object(5000, () => ['is wrong']) },
  '5,000 details about one field': { details: many(5000, () => ({ field: 'amount', message: 'is wrong' })) },
  '5,000 details about as many fields': { details: many(5000, (i) => ({ field: `f${i}`, message: 'is wrong' })) },
  '5,000 errors': { errors: many(5000, (i) => ({ field: `f${i % 60}`, message: `is wrong ${i}` })) },
  'messages of 5 kB': { error_properties: object(100, () => many(20, () => 'x'.repeat(5000))) },
  'a description of 100 kB': { error: 'e'.repeat(100_000), error_description: 'x'.repeat(100_000) },
  'a URI of 100 kB': { error_uri: `https://${'x?'.repeat(50_000)}` },
  'what begins as tokens do': { details: many(1000, () => ({ field: 'a', message: 'eyJ-'.repeat(2000) })) },
  'what looks like addresses': { details: many(1000, () => ({ field: 'a', message: 'a'.repeat(8000) })) },
  'details that are no objects': { details: many(100_000, () => 0) },
};

describe('an error response of any size makes a small error:', () => {
  test.each(Object.entries(SHAPES))('%s', (_, data) => {
    expectSmall(errorOf(data));
  });

  test('of 60 fields with 20 messages each, only 50 fields with 10 messages each are kept', () => {
    const { fields } = errorOf({ error_properties: object(60, () => many(20, (i) => `message ${i}`)) });
    expect(Object.keys(fields)).toEqual(many(50, (i) => `field${i}`));
    expect(Object.values(fields)).toEqual(many(50, () => many(10, (i) => `message ${i}`)));
  });

  test('text that was not searched for credentials is omitted from the message', () => {
    const secret = SENSITIVE[7];
    const padded = `${'x'.repeat(8000)} ${secret}`;
    const error = errorOf({ details: many(500, (i) => ({ field: `f${i}`, message: i < 20 ? padded : secret })) });
    expect(JSON.stringify(error.fields) + error.message).not.toContain('sensitive-value');
  });

  test('a token is redacted in the middle of other words, and text that only begins like one is kept', () => {
    const token = 'eyJhbGciOi-JIUz.eyJzdWIi.c2lnbmF0dXJl';
    const { description } = errorOf({ error_description: `a-${token} token=${token}, eyJ-only and v1.2 stay` });
    expect(description).toBe('a-[credential] token=[credential], eyJ-only and v1.2 stay');
  });
});

test('an e-mail address is found by its @, and nothing else is taken for one', () => {
  const characters = fc.constantFrom(...'ab.@@@@:= ', 'x'.repeat(63), 'y'.repeat(254));
  // What an address is, in one pattern. It takes time by the square of the text.
  const address = /[^\s"'<>@:;,=]{1,64}@[^\s"'<>@:;,]{1,255}/g;
  seeded(
    fc.property(fc.array(characters, { maxLength: 100, size: 'max' }), (parts) => {
      const text = parts.join('');
      expect(redact(text)).toBe(text.replace(address, '[e-mail]'));
    }),
  );
});

const json = fc.oneof(
  fc.jsonValue({ maxDepth: 6 }),
  fc
    .record({ size: fc.integer({ min: 0, max: 3000 }), item: fc.jsonValue({ maxDepth: 1 }) })
    .map(({ size, item }) => many(size, () => item)),
  fc
    .record({ depth: fc.integer({ min: 0, max: 5000 }), item: fc.jsonValue({ maxDepth: 0 }) })
    .map(({ depth, item }) => {
      let nested: unknown = item;
      for (let level = 0; level < depth; level++) nested = level % 2 === 0 ? [nested] : { details: nested };
      return nested;
    }),
  fc
    .record({ size: fc.integer({ min: 0, max: 3000 }), text: fc.string({ maxLength: 50 }) })
    .map(({ size, text }) => object(size, () => text)),
);
const envelope = fc.record(
  Object.fromEntries(
    ['error', 'error_description', 'error_properties', 'details', 'errors', 'message', 'error_uri', 'items'].map(
      (name) => [name, json],
    ),
  ),
  { requiredKeys: [] },
);

test('responses of any size, shape and depth make small errors, and few reports', { timeout: 600_000 }, () => {
  let [longest, parsing] = [0, 0];
  seeded(
    fc.property(fc.oneof(envelope, json), (data) => {
      const schema = validators['listOrders'];
      if (!schema) throw new Error('listOrders has no validator.');
      const raw = JSON.stringify(data);
      const started = performance.now();
      const parsed: unknown = JSON.parse(raw);
      const between = performance.now();
      expectSmall(toApiError({ status: 400, data: parsed, raw, sensitiveValues: SENSITIVE }, {}));
      const [broken, added] = compare(schema, parsed, raw.length);
      const took = performance.now() - between;
      if (took > longest) [longest, parsing] = [took, between - started];
      expect(broken.length).toBeLessThanOrEqual(100);
      expect(added.length).toBeLessThanOrEqual(100);
      for (const { path } of [...broken, ...added]) expect(path.length).toBeLessThan(500);
    }),
  );
  console.log(`the longest took ${longest.toFixed(1)} ms, of which JSON.parse would take ${parsing.toFixed(1)} ms`);
});

function expectSmall({ fields, message, description, error, errorUri }: ReturnType<typeof errorOf>): void {
  expect(Object.keys(fields).length).toBeLessThanOrEqual(50);
  for (const [place, messages] of Object.entries(fields)) {
    expect(place.length).toBeLessThanOrEqual(200);
    expect(messages.length).toBeLessThanOrEqual(10);
    for (const one of messages) expect(one.length).toBeLessThanOrEqual(1000);
  }
  expect(message.length).toBeLessThanOrEqual(4000);
  expect([description, error, errorUri].join('').length).toBeLessThanOrEqual(2200);
}
