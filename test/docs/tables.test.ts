import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { SQL_SCHEMA } from '../../src/sql/index.ts';

test('the tables on the page match the code', async () => {
  const page = await readFile('docs/many-processes.md', 'utf8');
  expect(page).toContain(`\`\`\`sql\n${SQL_SCHEMA.postgresql}\n\`\`\``);
  // It says how to delete old rows, by columns that exist.
  const [, cleanUp = ''] = /`DELETE FROM paysera_inbox WHERE ([^`]*)`/.exec(page) ?? [];
  const columns = [...cleanUp.matchAll(/(\w+) </g)].map(([, column = '']) => column);
  expect(columns).toEqual(['lease_until']);
  expect(cleanUp).toContain('aside_at IS NULL');
  for (const column of [...columns, 'aside_at']) expect(SQL_SCHEMA.postgresql).toContain(`  ${column} BIGINT`);
});
