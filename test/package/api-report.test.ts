import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { apiReport, REPORT } from '../../scripts/api/api-report.ts';

test('the committed report matches the exported types; `npm run api:report` updates it', async () => {
  expect(apiReport()).toBe(await readFile(REPORT, 'utf8'));
}, 300_000);

test('the report shows the exports and the types they use, and nothing generated or private', async () => {
  const report = await readFile(REPORT, 'utf8');
  const [exported = '', below = ''] = report.split('## Not exported');
  expect(exported).toContain('function createCheckout(options?: ');
  expect(exported).toContain('## paysera-client/sql');
  expect(below).toMatch(/^(?:interface|type|class) \w+/m);
  expect(report).not.toMatch(/\bprivate\b(?!;)|\/\*\*/);
});
