import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { operations as checkout } from '../../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../../generated/recurring-billing/operations.ts';
import {
  describeOperation,
  type OperationDescription,
  type OperationId,
} from '../../src/runtime/retry/describe-operation.ts';

/** Where the table stands. */
export const PAGE: URL = new URL('../../docs/when-a-call-fails.md', import.meta.url);
/** Where its short form stands, between the heading and the example. */
export const README: URL = new URL('../../README.md', import.meta.url);
const SHORT = /(?<=^## When a call fails\n\n).*?(?=\n\n```ts$)/ms;
const BEGIN = '<!-- printed by `npm run docs:table` -->';
const END = '<!-- end -->';

const KINDS = { safe: 'Safe to retry', key: 'Has an idempotency key', lookup: 'No idempotency key' } as const;
const THEN = {
  retried: 'retried',
  error: 'its error: it did not happen',
  OutcomeUnknownError: '`OutcomeUnknownError`',
};

interface Kind {
  readonly title: string;
  readonly all: readonly OperationDescription[];
}

/** The operations by what may be done after a failure. */
function kindsOf(): readonly Kind[] {
  const all = (Object.keys({ ...checkout, ...recurringBilling }) as OperationId[]).map(describeOperation);
  return Object.entries(KINDS).map(([kind, title]) => ({ title, all: all.filter(({ retry }) => retry === kind) }));
}

/** What follows each failure for each kind. */
function rowsOf(kinds: readonly Kind[]): readonly { failure: string; thens: readonly string[] }[] {
  const failures = kinds[0]?.all[0]?.failures.map(({ failure }) => failure) ?? [];
  return failures.map((failure) => ({ failure, thens: kinds.map(({ all }) => thenOf(all, failure)) }));
}

function head(kinds: readonly Kind[]): readonly string[] {
  return [row(['After this', ...kinds.map(({ title }) => title)]), row(['---', ...kinds.map(() => '---')])];
}

/** What follows each failure, and which operations are of which kind: asked of the code that decides it. */
export function retryTable(): string {
  const kinds = kindsOf();
  return [
    ...head(kinds),
    ...rowsOf(kinds).map(({ failure, thens }) => row([failure, ...thens])),
    '',
    ...kinds.map((kind) => `- **${kind.title}**: ${kind.all.map(nameOf).join(', ')}.`),
  ].join('\n');
}

/** The same in few lines: failures with the same end share one, and the harmless operations are “all others”. */
export function shortTable(): string {
  const kinds = kindsOf();
  const failuresOf = new Map<string, string[]>();
  for (const { failure, thens } of rowsOf(kinds)) {
    const end = thens.join(' | ');
    failuresOf.set(end, [...(failuresOf.get(end) ?? []), failure]);
  }
  const [harmless, ...others] = kinds;
  const named = others.map(({ title, all }) => `**${title}**: ${all.map(({ id }) => `\`${id}\``).join(', ')}.`);
  return [
    ...head(kinds),
    ...[...failuresOf].map(([end, failures]) => row([failures.join('; '), end])),
    '',
    `${named.join(' ')} **${harmless?.title}**: all others. [All of it](docs/when-a-call-fails.md).`,
  ].join('\n');
}

function thenOf(operations: readonly OperationDescription[], failure: string): string {
  const thens = new Set(operations.map(({ failures }) => failures.find((one) => one.failure === failure)?.then));
  const [then] = thens;
  if (thens.size !== 1 || then === undefined) throw new Error(`operations of one kind differ on: ${failure}`);
  // For a safe operation the error alone is enough: the caller can simply call again.
  return then === 'error' && operations[0]?.retry === 'safe' ? 'its error' : THEN[then];
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
  return `${before}${BEGIN}\n${retryTable()}\n${END}${after}`;
}

/** The README with its short table put in anew. */
export function withShortTable(readme: string): string {
  if (!SHORT.test(readme))
    throw new Error('README.md has no place for the table, between “## When a call fails” and its example');
  return readme.replace(SHORT, () => shortTable());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(PAGE, withTable(await readFile(PAGE, 'utf8')));
  await writeFile(README, withShortTable(await readFile(README, 'utf8')));
}
