import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compareExports } from '../../scripts/api/exported-types.ts';
import { tarball } from '../support/tarball.ts';
import { folder } from '../tooling/documents.ts';
import { runScript } from '../tooling/run-script.ts';

const BEFORE = `
interface Hidden { a: string; b?: number }
export interface Order { readonly id: string; readonly status: 'paid' | (string & {}); readonly hidden: Hidden['a'] }
export interface ClientOptions { readonly timeout?: number }
export interface Orders { get(id: string): Promise<Order>; list<A extends string>(filter: A): Order[] }
export declare class Problem extends Error { #secret: string; readonly code: string }
export type Name = string;
export declare function create(options?: ClientOptions): Orders;
export declare const limit: number;
export {};
`;

async function changes(change: (declarations: string) => string) {
  const after = change(BEFORE);
  expect(after).not.toBe(BEFORE);
  const [found] = await compareExports(['a.d.cts'], new Map([['a.d.cts', BEFORE]]), new Map([['a.d.cts', after]]));
  return found?.map(({ name, impact, what }) => `${impact} ${name} ${what}`);
}

describe('the comparison with a release', { timeout: 60_000 }, () => {
  test('finds no change between declarations that differ only in comments', async () => {
    expect(await changes((text) => text.replace('readonly id', '/** The id. */ readonly id'))).toEqual([]);
  });

  test.for([
    [
      'a function that was removed',
      'export declare function create(options?: ClientOptions): Orders;',
      '',
      'major create was removed',
    ],
    ['a member that was removed', 'readonly id: string;', '', 'major Order.id was removed'],
    [
      'a member with another type',
      'readonly id: string',
      'readonly id: number',
      'major Order.id has an incompatible type',
    ],
    ['a member that may be missing', 'readonly id: string', 'readonly id?: string', 'major Order.id guarantees less'],
    [
      'an additional member',
      'readonly id: string',
      'readonly id: string; readonly more: string',
      'minor Order.more is new',
    ],
    [
      'an additional optional option',
      'readonly timeout?: number',
      'readonly timeout?: number; readonly more?: string',
      'minor ClientOptions.more is new',
    ],
    [
      'an additional required option',
      'readonly timeout?: number',
      'readonly timeout?: number; readonly more: string',
      'major ClientOptions.more is new and required',
    ],
    [
      'an option that became required',
      'readonly timeout?: number',
      'readonly timeout: number',
      'major ClientOptions.timeout is required now',
    ],
    [
      'an option that accepts more',
      'readonly timeout?: number',
      'readonly timeout?: number | string',
      'minor ClientOptions.timeout accepts more',
    ],
    [
      'an option that accepts less',
      'readonly timeout?: number',
      'readonly timeout?: 5',
      'major ClientOptions.timeout requires more',
    ],
    [
      'a type that is not exported itself',
      'interface Hidden { a: string;',
      'interface Hidden { a: number;',
      'major Order.hidden has an incompatible type',
    ],
    [
      'a function whose argument became required',
      'create(options?: ClientOptions)',
      'create(options: ClientOptions)',
      'major create is incompatible with its old type',
    ],
    [
      'a new export',
      'export type Name = string;',
      'export type Name = string; export type More = 1;',
      'minor More is new',
    ],
  ] as const)('reports %s', async ([, from, to, expected]) => {
    const found = await changes((text) => text.replace(from, to));
    expect(found).toContain(expected);
    expect(found?.filter((line) => line.startsWith('major'))).toEqual(expected.startsWith('major') ? [expected] : []);
  });

  test('reports a change in a file from which the entry re-exports its types', async () => {
    const entry = "export { Order } from './chunk.cjs';";
    const withId = (type: string) =>
      new Map([
        ['index.d.cts', entry],
        ['chunk.d.cts', `export interface Order { readonly id: ${type} }`],
      ]);
    const found = await compareExports(['index.d.cts'], withId('string'), withId('number'));
    expect(found).toEqual([[{ name: 'Order.id', impact: 'major', what: 'has an incompatible type' }]]);
  });

  test('fails when a file that an entry imports is missing', async () => {
    const broken = new Map([['index.d.cts', "export { Order } from './chunk.cjs';"]]);
    await expect(compareExports(['index.d.cts'], broken, broken)).rejects.toThrow("Cannot find module './chunk.cjs'");
  });

  test('finds no change between this package and itself when run as a command', async () => {
    await using temporary = await folder();
    const packed = resolve(await tarball(join(temporary.path, 'package')));
    await promisify(execFile)('tar', ['-xzf', packed], { cwd: temporary.path });
    const own = join(temporary.path, 'package');
    const ended = await runScript('scripts/api/compare-release.ts', ['--against', packed, '--package', own, '--json']);
    expect(ended.stderr).toBe('');
    expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: 'none', changes: [] });
  });
});
