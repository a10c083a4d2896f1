import { describe, expect, test } from 'vitest';
import { encodeQuery } from '../../../../src/runtime/call/encode-query.ts';

describe('a query', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'encodes each value',
      { q: 'a b&c=ä/é', limit: 20, paid: false },
      'q=a%20b%26c%3D%C3%A4%2F%C3%A9&limit=20&paid=false',
    ],
    ['repeats the name of a list', { 'status[]': ['paid', 'new'] }, 'status[]=paid&status[]=new'],
    ['names the fields of an object in brackets', { at: { from: 1, to: 2 } }, 'at[from]=1&at[to]=2'],
    ['leaves out what is null or undefined', { a: undefined, b: null, c: [undefined, 1, null], d: [] }, 'c=1'],
    ['keeps what is empty', { a: '', b: 0 }, 'a=&b=0'],
    ['is empty without parameters', {}, ''],
  ])('%s', (_, query, expected) => {
    expect(encodeQuery(query)).toBe(expected);
  });
});
