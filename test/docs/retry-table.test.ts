import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { operations as checkout } from '../../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../../generated/recurring-billing/operations.ts';
import {
  FAILURES_PAGE,
  README,
  retryTable,
  shortTable,
  withShortTable,
  withTable,
} from '../../scripts/docs/retry-table.ts';
import { decideRetry } from '../../src/runtime/retry/retry-policy.ts';

test('the table in docs/when-a-call-fails.md matches the code: npm run docs:table', async () => {
  const page = await readFile(FAILURES_PAGE, 'utf8');
  expect(page).toBe(withTable(page));
});

test('the table names every operation of both documents', () => {
  const table = retryTable();
  for (const id of Object.keys({ ...checkout, ...recurringBilling })) expect(table).toContain(`\`${id}\``);
});

test('the short table in the README matches the code: npm run docs:table', async () => {
  const readme = await readFile(README, 'utf8');
  expect(readme).toBe(withShortTable(readme));
});

test('the short table omits no failure, and no operation whose outcome may stay unknown', () => {
  const short = shortTable();
  const failures = [...retryTable().matchAll(/^\| ([^|]+) \| \S/gm)].map(([, failure = '']) => failure).slice(2);
  expect(failures.length).toBeGreaterThan(5);
  for (const failure of failures) expect(short).toContain(failure);
  for (const { id, retry } of Object.values({ ...checkout, ...recurringBilling })) {
    if (retry !== 'safe') expect(short).toContain(`\`${id}\``);
  }
  // One cell against the deciding function itself: a lost response to a creation.
  const situation = { operation: { retry: 'lookup' as const }, failure: { kind: 'no-response' as const }, attempt: 1 };
  const decision = decideRetry({ ...situation, remaining: 1000, mayHaveBeenProcessed: false }, {}, 0);
  expect(decision).toMatchObject({ stop: 'unknown' });
  expect(short).toMatch(/\| 408 or 5xx; .* \| retried \| retried \| `OutcomeUnknownError` \|/);
});

test('a page without a place for the table is refused', () => {
  expect(() => withTable('# When a call fails')).toThrow('no place for the table');
  expect(() => withShortTable('# When a call fails')).toThrow('no place for the table');
});
