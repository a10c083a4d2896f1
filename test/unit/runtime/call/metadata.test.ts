import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { metadataOf, passOn, remember } from '../../../../src/runtime/call/metadata.ts';
import type { ApiResponse } from '../../../../src/runtime/transport/read-response.ts';

const response = (requestId: string): ApiResponse => {
  const { status, ok, headers } = new Response();
  const data: unknown = { order_id: 'o-1', items: [1] };
  return {
    ...{ status, ok, headers, data, identity: () => ({ requestId }), raw: '', response: new Response(), attempts: [] },
    ...{ malformed: undefined, retryAfter: undefined, rateLimit: () => undefined, error: undefined },
  };
};
const describeCall = () => ({ operation: 'getOrder', method: 'GET', url: 'https://api.example/orders/{id}' });

const remembered = (requestId: string): object => {
  const made = response(requestId);
  remember(describeCall, made, undefined);
  return Object(made.data);
};

describe('metadata', () => {
  test('leaves no trace on the result', () => {
    const result = remembered('r-1');
    expect(metadataOf(result)).toMatchObject({ ...describeCall(), status: 200, requestId: 'r-1' });
    expect(Reflect.ownKeys(result)).toEqual(['order_id', 'items']);
    expect(isDeepStrictEqual(result, { order_id: 'o-1', items: [1] })).toBe(true);
    expect(JSON.stringify(result)).toBe('{"order_id":"o-1","items":[1]}');
  });

  test('belongs to the result alone, not to a copy of it', () => {
    const result = remembered('r-1');
    const others = [{ ...result }, structuredClone(result), Object('r-1'), JSON.parse('null')];
    expect(others.map(metadataOf)).toEqual(others.map(() => undefined));
  });

  test('is passed on to what was made of a result', () => {
    expect(metadataOf(passOn(remembered('r-1'), {}))?.requestId).toBe('r-1');
    expect(metadataOf(passOn({}, {}))).toBeUndefined();
  });

  test('describes the request only when somebody asks', () => {
    const made = response('r-1');
    let described = 0;
    remember(() => ({ ...describeCall(), operation: String(++described) }), made, 'key');
    expect(described).toBe(0);
    expect(metadataOf(Object(made.data))).toMatchObject({ operation: '1', idempotencyKey: 'key' });
  });
});
