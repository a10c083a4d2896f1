import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { compareExports, type Declarations } from '../../scripts/api/exported-types.ts';
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

/** A change, and what is reported of it. */
const CHANGES = [
  ['no change where only a comment differs', 'readonly id', '/** The id. */ readonly id', undefined],
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
] as const;

const entryOf = (index: number) => `${index}.d.cts`;

function declarations(change: (index: number) => string): Declarations {
  return new Map(CHANGES.map((_, index) => [entryOf(index), change(index)]));
}

describe('the comparison with a release', { timeout: 60_000 }, () => {
  let found: string[][];

  // Each change is an entry of one package: a program for each would bind and check the language's own types anew.
  beforeAll(async () => {
    const after = declarations((index) => {
      const [, from = '', to = ''] = CHANGES[index] ?? [];
      return BEFORE.replace(from, to);
    });
    for (const text of after.values()) expect(text).not.toBe(BEFORE);
    const entries = CHANGES.map((_, index) => entryOf(index));
    const compared = await compareExports(
      entries,
      declarations(() => BEFORE),
      after,
    );
    found = compared.map((changes) => changes.map(({ name, impact, what }) => `${impact} ${name} ${what}`));
  }, 300_000);

  test.for(CHANGES.map(([name, , , expected], index) => ({ name, expected, index })))(
    'reports $name',
    ({ expected, index }) => {
      if (expected === undefined) return expect(found[index]).toEqual([]);
      expect(found[index]).toContain(expected);
      const breaks = found[index]?.filter((line) => line.startsWith('major'));
      expect(breaks).toEqual(expected.startsWith('major') ? [expected] : []);
    },
  );

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
