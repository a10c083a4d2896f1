import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/code-blocks.ts';

interface Row {
  readonly group: string;
  readonly what: string;
  readonly ours: number;
  readonly ratio?: number;
  readonly peer?: { readonly name: string; readonly value: number };
}

const read = (path: string) => readFile(join(repository, path), 'utf8');
const page = (await read('docs/index.md')).replaceAll('\n', ' ').replaceAll(/ +/g, ' ');
const { rows } = JSON.parse(await read('bench/results.json')) as { rows: readonly Row[] };

function measured(group: string, what: string, peer?: string): Row {
  const found = rows.find(
    (row) => row.group.startsWith(group) && row.what === what && (!peer || row.peer?.name === peer),
  );
  if (!found) throw new Error(`bench/results.json has no ${group}, ${what}, ${peer}.`);
  return found;
}

// The benchmark is measured again and again: the page has figures that hold from one time to the next.
test('every figure of the front page is one that the benchmark measured', () => {
  const named = [...(page.split('## Guide')[0]?.matchAll(/(?:At most|about|fetches) ([\d,]+|half)/g) ?? [])].map(
    ([said]) => said,
  );
  expect(named).toEqual(['At most 20', 'about half', 'fetches 1', 'fetches 1,000']);

  const bundle = 'Bundle, minified and gzipped';
  expect(measured(bundle, 'createCheckout alone').ours).toBeLessThanOrEqual(20);
  expect(measured(bundle, 'createRecurringBilling alone').ours).toBeLessThanOrEqual(20);

  const { ratio = 1 } = measured('CPU per call', 'POST, small body', 'stripe (fetch)');
  expect(ratio).toBeGreaterThan(0.35);
  expect(ratio).toBeLessThan(0.65);

  const tokens = measured('Token requests for 1,000 calls', 'token requests', 'openai (apiKey function)');
  expect([tokens.ours, tokens.peer?.value]).toEqual([1, 1000]);
});

test('each claim of the front page links the page that proves it', () => {
  const [, claims = ''] = /<div class="front-claims">(.*?)<\/div>/.exec(page) ?? [];
  const each = claims.split(' - **').slice(1);
  expect(each.length).toBeGreaterThan(4);
  for (const claim of each) expect(claim).toMatch(/\]\(\.\/[\w-]+\.md(#[\w-]+)?\)\s*$/);
});
