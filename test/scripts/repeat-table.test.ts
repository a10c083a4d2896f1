import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { operations as checkout } from '../../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../../generated/recurring-billing/operations.ts';
import { PAGE, repeatTable, withTable } from '../../scripts/repeat-table.ts';

test('the table in docs/when-a-call-fails.md is what the code does: npm run docs:table', async () => {
  const page = await readFile(PAGE, 'utf8');
  expect(page).toBe(withTable(page));
});

test('it names every operation of both documents', () => {
  const table = repeatTable();
  for (const id of Object.keys({ ...checkout, ...recurringBilling })) expect(table).toContain(`\`${id}\``);
});

test('a page without a place for it is refused', () => {
  expect(() => withTable('# When a call fails')).toThrow('no place for the table');
});
