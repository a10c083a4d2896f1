import { expect, test } from 'vitest';
import { withRepeatTables } from '../../scripts/docs-repeats.ts';
import { pages } from '../support/code-blocks.ts';

test('the tables of what happens after a failure are what the code decides; `npm run docs:tables` prints them anew', async () => {
  const page = (await pages()).get('docs/when-a-call-fails.md') ?? '';
  expect(page).toBe(withRepeatTables(page));
});
