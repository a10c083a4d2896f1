import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingDocstrings } from '../../scripts/docstrings.ts';
import { repository } from '../support/code-blocks.ts';

test('every public export says what it does; functions with an example, calls with their page, numbers with their unit', async () => {
  expect(await missingDocstrings()).toEqual([]);
}, 30_000);

test('an export without these is found', async () => {
  const folder = join(repository, 'reports', 'docstrings');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'bad.ts'),
    `export function silent(): void {}
/** says little */
export interface Wait {
  readonly wait: number;
  /** A sentence. */
  method(): void;
  quiet(): void;
}
/** Fine: in milliseconds. @example told(1) */
export function told(wait: number): number { return wait; }
export type { Hidden } from './other.ts';`,
  );
  await writeFile(join(folder, 'other.ts'), 'export interface Hidden { readonly a: string }');
  const missing = await missingDocstrings(['reports/docstrings/bad.ts'], 'reports/docstrings');
  expect(missing.map(({ name, what }) => `${name}: ${what}`)).toEqual([
    'silent: a docstring',
    'silent: an @example',
    'Wait: a sentence, ending with a full stop',
    'Wait.wait: a unit',
    'Wait.quiet: a docstring',
    'Hidden: a docstring',
  ]);
}, 30_000);
