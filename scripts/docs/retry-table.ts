import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { operations as checkout } from '../../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../../generated/recurring-billing/operations.ts';
import {
  describeOperation,
  type OperationDescription,
  type OperationId,
} from '../../src/runtime/retry/describe-operation.ts';

/** The page that contains the table. */
export const FAILURES_PAGE: URL = new URL('../../docs/when-a-call-fails.md', import.meta.url);
/** The page that contains its short form, between the heading and the example. */
export const README: URL = new URL('../../README.md', import.meta.url);
const SHORT = /(?<=^## When a call fails\n\n).*?(?=\n\n```ts$)/ms;
const BEGIN = '<!-- printed by `npm run docs:table` -->';
const END = '<!-- end -->';

const KINDS = { safe: 'Safe to retry', key: 'Has an idempotency key', lookup: 'No idempotency key' } as const;
const CONSEQUENCES = {
  retried: 'retried',
  error: 'its error: it did not happen',
  OutcomeUnknownError: '`OutcomeUnknownError`',
};

interface Kind {
  readonly title: string;
  readonly all: readonly OperationDescription[];
}

/** The operations, grouped by how they may be retried. */
function kindsOf(): readonly Kind[] {
  const all = (Object.keys({ ...checkout, ...recurringBilling }) as OperationId[]).map(describeOperation);
  return Object.entries(KINDS).map(([kind, title]) => ({ title, all: all.filter(({ retry }) => retry === kind) }));
}

/** What each failure leads to, for each kind of operation. */
function rowsOf(kinds: readonly Kind[]): readonly { failure: string; consequences: readonly string[] }[] {
  const failures = kinds[0]?.all[0]?.failures.map(({ failure }) => failure) ?? [];
  return failures.map((failure) => ({ failure, consequences: kinds.map(({ all }) => consequenceOf(all, failure)) }));
}

function tableHead(kinds: readonly Kind[]): readonly string[] {
  return [row(['After this', ...kinds.map(({ title }) => title)]), row(['---', ...kinds.map(() => '---')])];
}

/** What each failure leads to, and which operations are of which kind, taken from the code that decides it. */
export function retryTable(): string {
  const kinds = kindsOf();
  return [
    ...tableHead(kinds),
    ...rowsOf(kinds).map(({ failure, consequences }) => row([failure, ...consequences])),
    '',
    ...kinds.map((kind) => `- **${kind.title}**: ${kind.all.map(nameOf).join(', ')}.`),
  ].join('\n');
}

/** The short form: failures with the same consequences share a row, and the safe operations are “all others”. */
export function shortTable(): string {
  const kinds = kindsOf();
  const failuresOf = new Map<string, string[]>();
  for (const { failure, consequences } of rowsOf(kinds)) {
    const end = consequences.join(' | ');
    failuresOf.set(end, [...(failuresOf.get(end) ?? []), failure]);
  }
  const [safe, ...others] = kinds;
  const named = others.map(({ title, all }) => `**${title}**: ${all.map(({ id }) => `\`${id}\``).join(', ')}.`);
  return [
    ...tableHead(kinds),
    ...[...failuresOf].map(([end, failures]) => row([failures.join('; '), end])),
    '',
    `${named.join(' ')} **${safe?.title}**: all others. [Full details](docs/when-a-call-fails.md).`,
  ].join('\n');
}

function consequenceOf(operations: readonly OperationDescription[], failure: string): string {
  const consequences = new Set(operations.map(({ failures }) => failures.find((one) => one.failure === failure)?.then));
  const [consequence] = consequences;
  if (consequences.size !== 1 || consequence === undefined)
    throw new Error(`operations of one kind differ on: ${failure}`);
  // For a safe operation the error alone is enough: the caller can simply call again.
  return consequence === 'error' && operations[0]?.retry === 'safe' ? 'its error' : CONSEQUENCES[consequence];
}

function nameOf({ id, idempotencyKey }: OperationDescription): string {
  return idempotencyKey ? `\`${id}\` (${idempotencyKey})` : `\`${id}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The page with an updated table. */
export function withTable(page: string): string {
  const [before, rest = ''] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined)
    throw new Error(`docs/when-a-call-fails.md has no place for the table, between ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n${retryTable()}\n${END}${after}`;
}

/** The README with an updated short table. */
export function withShortTable(readme: string): string {
  if (!SHORT.test(readme))
    throw new Error('README.md has no place for the table, between “## When a call fails” and its example');
  return readme.replace(SHORT, () => shortTable());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(FAILURES_PAGE, withTable(await readFile(FAILURES_PAGE, 'utf8')));
  await writeFile(README, withShortTable(await readFile(README, 'utf8')));
}
