import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operations as checkout } from '../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../generated/recurring-billing/operations.ts';
import { describeOperation, type OperationDescription, type OperationId } from '../src/runtime/describe.ts';

const TITLES: Readonly<Record<OperationDescription['repeat'], string>> = {
  safe: 'Repeating harms nothing',
  key: 'Repeated with the same idempotency key',
  lookup: 'Looked up, never repeated blindly',
  never: 'Credentials: not repeated once refused',
};

/** The tables of “When a call fails”, asked of the code that decides. */
export function repeatTables(): string {
  const all = Object.keys({ ...checkout, ...recurringBilling }).map((id) => describeOperation(id as OperationId));
  const kinds = Object.keys(TITLES) as OperationDescription['repeat'][];
  return kinds
    .flatMap((kind) => {
      const operations = all.filter(({ repeat }) => repeat === kind);
      const [first] = operations;
      if (!first) return [];
      const rows = first.failures.map(({ failure, then, why }) => `| ${failure} | ${shown(then)} | ${why} |`);
      const names = operations.map(({ id, idempotencyKey: key }) => `\`${id}\`${key ? ` (${key})` : ''}`);
      return [
        `### ${TITLES[kind]}`,
        '',
        names.join(', '),
        '',
        '| failure | then | because |',
        '|---|---|---|',
        ...rows,
      ].join('\n');
    })
    .join('\n\n');
}

function shown(then: string): string {
  return then === 'OutcomeUnknownError' ? '`OutcomeUnknownError`' : then === 'error' ? 'its own error' : then;
}

/** A page with everything between its markers replaced by what the code says now. */
export function withRepeatTables(page: string): string {
  const [begin, end] = ['<!-- printed by describeOperation -->', '<!-- end -->'];
  return `${page.slice(0, page.indexOf(begin) + begin.length)}\n\n${repeatTables()}\n\n${page.slice(page.indexOf(end))}`;
}

if (import.meta.main) {
  const page = join(import.meta.dirname, '..', 'docs', 'when-a-call-fails.md');
  await writeFile(page, withRepeatTables(await readFile(page, 'utf8')));
}
