import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { operations as checkout } from '../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../generated/recurring-billing/operations.ts';
import { describeOperation, type OperationDescription, type OperationId } from '../src/runtime/describe.ts';

/** Where the table stands. */
export const PAGE: URL = new URL('../docs/when-a-call-fails.md', import.meta.url);
const BEGIN = '<!-- printed by `npm run docs:table` -->';
const END = '<!-- end -->';

const KINDS = { safe: 'Repeats harm nothing', key: 'Has a key', lookup: 'Has none' } as const;
const THEN = {
  repeated: 'repeated',
  error: 'its error: it did not happen',
  OutcomeUnknownError: '`OutcomeUnknownError`',
};

/** What follows each failure, and which operations are of which kind: asked of the code that decides it. */
export function repeatTable(): string {
  const all = (Object.keys({ ...checkout, ...recurringBilling }) as OperationId[]).map(describeOperation);
  const kinds = Object.entries(KINDS).map(([kind, title]) => ({
    title,
    all: all.filter(({ repeat }) => repeat === kind),
  }));
  const failures = kinds[0]?.all[0]?.failures.map(({ failure }) => failure) ?? [];
  return [
    row(['After this', ...kinds.map(({ title }) => title)]),
    row(['---', ...kinds.map(() => '---')]),
    ...failures.map((failure) => row([failure, ...kinds.map((kind) => thenOf(kind.all, failure))])),
    '',
    ...kinds.map((kind) => `- **${kind.title}**: ${kind.all.map(nameOf).join(', ')}.`),
  ].join('\n');
}

function thenOf(operations: readonly OperationDescription[], failure: string): string {
  const thens = new Set(operations.map(({ failures }) => failures.find((one) => one.failure === failure)?.then));
  const [then] = thens;
  if (thens.size !== 1 || then === undefined) throw new Error(`operations of one kind differ on: ${failure}`);
  // Whoever repeats without harm need not be told: of a cancellation that timed out nothing is known.
  return then === 'error' && operations[0]?.repeat === 'safe' ? 'its error' : THEN[then];
}

function nameOf({ id, idempotencyKey }: OperationDescription): string {
  return idempotencyKey ? `\`${id}\` (${idempotencyKey})` : `\`${id}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The page with its table put in anew. */
export function withTable(page: string): string {
  const [before, rest = ''] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined)
    throw new Error(`docs/when-a-call-fails.md has no place for the table, between ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n${repeatTable()}\n${END}${after}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(PAGE, withTable(await readFile(PAGE, 'utf8')));
