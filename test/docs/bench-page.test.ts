import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { figuresOf, withFigures } from '../../bench/figures.ts';
import type { Row } from '../../bench/row.ts';

const read = (path: string) => readFile(path, 'utf8');

test('the figures of the benchmark page are those of its last run', async () => {
  const { rows } = JSON.parse(await read('bench/results.json')) as { rows: readonly Row[] };
  expect(figuresOf(rows)).toMatch(/^\| GET \| the client \| \d\.\d\d × \| \d\.\d\d × \| 1\.25 × \|$/m);
  const page = await read('bench/README.md');
  expect(withFigures(page, rows)).toBe(page);
});
