import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ANY_CALL, missingDocstrings } from '../../scripts/api/docstrings.ts';
import { repository } from '../support/code-blocks.ts';

test('every export and member is documented; every call documents its errors, whether it is safe to retry, and its page', async () => {
  expect(await missingDocstrings()).toEqual([]);
}, 30_000);

/** What is told of a package of these files; the first is its entry. */
async function problemsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  // One of its own: what was imported once stays as it was.
  const folder = `reports/docstrings/${randomUUID()}`;
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, folder, name)), { recursive: true });
    await writeFile(join(repository, folder, name), text);
  }
  const missing = await missingDocstrings([`${folder}/${Object.keys(files)[0]}`], folder);
  await rm(join(repository, folder), { recursive: true });
  return missing.map(({ at, name, what }) => `${at.replace(`${folder}/`, '')} ${name}: ${what}`);
}

test('an export or a member without its sentence, example or unit is reported, with file and line', async () => {
  expect(
    await problemsOf({
      'bad.ts': `export function silent(): void {}
/** says little */
export interface Wait {
  readonly wait: number;
  /** A sentence. */
  method(): void;
  quiet(): void;
  readonly kind: 'wait';
  /** Told of: in seconds, \`from\` the start. */
  readonly span: { readonly from: number; readonly until: number };
}
/** Fine: in milliseconds. @example told(1) */
export function told(wait: number): number { return wait; }
export type { Hidden } from './other.ts';
export type * from './maker.ts';
/** One of two. */
export type Either = { readonly name: string } | Reached;
interface Reached { readonly deep: string }
/** A class. */
export class Thing {
  readonly #own = 1;
  readonly shown = this.#own;
  /** @internal */
  readonly inner = 1;
}`,
      'other.ts': 'export interface Hidden { readonly a: string }',
      'maker.ts': 'export function makeThings(): void {}',
    }),
  ).toEqual([
    'bad.ts:1 silent: a docstring',
    'bad.ts:1 silent: an @example',
    'bad.ts:3 Wait: a sentence, ending with a full stop',
    'bad.ts:4 Wait.wait: a docstring',
    'bad.ts:4 Wait.wait: a unit',
    'bad.ts:7 Wait.quiet: a docstring',
    'bad.ts:10 Wait.span.until: a docstring',
    'bad.ts:10 Wait.span.until: a unit',
    'bad.ts:17 Either.name: a docstring',
    'bad.ts:18 Reached.deep: a docstring',
    'bad.ts:22 Thing.shown: a docstring',
    'maker.ts:1 makeThings: an @internal: only its name is exported, nobody can call it',
    'other.ts:1 Hidden: a docstring',
    'other.ts:1 Hidden.a: a docstring',
  ]);
}, 30_000);

test('a call without its errors, its retry safety or its page is reported; an interface that users implement is not', async () => {
  expect(
    await problemsOf({
      'src/checkout/bad.ts': `import { deep } from './deep.ts';
/** Makes a client. @example makeClient() */
export function makeClient(store: Store): Client { throw new Error(String(store)); }
/** Throws further down. @example further() */
export function further(): void { deep(); }
/** Throws later. @example later() */
export function later(): () => void { return () => deep(); }
/** Calls. */
interface Client {
  /** Gets it. */
  get(): Promise<string>;
  /** Lists it. */
  list(): AsyncIterable<string>;
  /**
   * Is told in full. Safe to retry.
   *
   * @throws {Error} when it fails.
   * @see https://developers.paysera.com/
   */
  readonly told: () => Promise<void>;
  /**
   * Never rejects, and is safe to retry. From the PHP library.
   *
   * @throws {TypeError}
   */
  calm(): Promise<void>;
}
/** Keeps. */
export interface Store {
  /** Keeps it. */
  keep(text: string): Promise<void>;
}`,
      'src/checkout/deep.ts': 'export function deep(): void { throw new Error("deep"); }',
    }),
  ).toEqual([
    'src/checkout/bad.ts:3 makeClient: a @throws',
    'src/checkout/bad.ts:5 further: a @throws',
    'src/checkout/bad.ts:11 Client.get: a @throws',
    'src/checkout/bad.ts:11 Client.get: whether it is safe to retry',
    'src/checkout/bad.ts:11 Client.get: a @see with the page of Paysera',
    'src/checkout/bad.ts:13 Client.list: a @throws',
    'src/checkout/bad.ts:13 Client.list: whether it is safe to retry',
    'src/checkout/bad.ts:13 Client.list: a @see with the page of Paysera',
    'src/checkout/bad.ts:26 Client.calm: when, behind a @throws',
  ]);
}, 30_000);

test('the docstring of an operation matches the document: its errors, and what to do after a lost response', async () => {
  expect(
    await problemsOf({
      'bad.ts': `/** Makes it. @example createOrders() */
export function createOrders(): Orders { return {} as Orders; }
/** Orders. */
interface Orders {
  /** Creates one. @throws {OutcomeUnknownError} when lost. Safe to retry. */
  create(): Promise<void>;
  /** Gets one. @throws {NotFoundError} when there is none. Retried automatically. */
  get(): Promise<void>;
}
/** Payments. Else: {@link PayseraError}. */
export interface Payments {
  /** Refunds one. @throws {OutcomeUnknownError} when lost. Safe to retry. */
  refund(): Promise<void>;
}
/** Any call: ${ANY_CALL.slice(1).map((name) => `\`${name}\``)}. */
export class PayseraError {}`,
    }),
  ).toEqual([
    'bad.ts:6 Orders.create: a @throws {InvalidAmountError}',
    'bad.ts:6 Orders.create: a @throws {ValidationError}',
    'bad.ts:6 Orders.create: “Not retried”',
    'bad.ts:6 Orders.create: an OutcomeUnknownError and what its resolve() tells',
    'bad.ts:6 Orders.create: on Orders: what any call may end with ({@link PayseraError})',
    'bad.ts:8 Orders.get: on Orders: what any call may end with ({@link PayseraError})',
    'bad.ts:13 Payments.refund: a @throws {InvalidAmountError}',
    'bad.ts:13 Payments.refund: a @throws {NotFoundError}',
    'bad.ts:13 Payments.refund: a @throws {ValidationError}',
    'bad.ts:13 Payments.refund: “Retried with the same” key',
    'bad.ts:13 Payments.refund: an OutcomeUnknownError that is resolved with its idempotencyKey',
    'bad.ts:16 PayseraError: `ConfigurationError`, and when',
  ]);
}, 30_000);
