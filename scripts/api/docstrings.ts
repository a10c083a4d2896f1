import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { operations as checkout } from '../../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../../generated/recurring-billing/operations.ts';
import type { Operation } from '../../src/runtime/operation.ts';
import { APIS } from '../shared/apis.ts';
import { methodsOf } from '../shared/methods.ts';
import { ENTRIES, type PublicSymbol, publicSurface, type Surface } from './public-surface.ts';
import { canThrow } from './throws.ts';

/** Something that a docstring is missing. */
interface Missing {
  readonly at: string;
  readonly name: string;
  readonly what: string;
}

/** Numbers that have no unit. */
const NO_UNIT = new Set(['id', 'status', 'statusCode', 'seed', 'priority']);
const UNIT =
  /millisecond|second|minor unit|byte|request|attempt|character|percent|HTTP status|port|how often|how many|count|at most|0 ≤ n < 1|since 1970/i;
const RETRY = /\bretr(?:y|ies|ied)\b|\bcalled again\b/i;
const NEVER_REJECTS = /\bnever (rejects|throws)\b/i;

/** The errors that any call may throw: by response status, and for failures on the way. */
export const ANY_CALL: readonly string[] = [
  ...['ConfigurationError', 'ValidationError', 'AuthenticationError', 'PermissionError', 'NotFoundError'],
  ...['NotAcceptableError', 'ConflictError', 'RateLimitError', 'ServerError', 'ConnectionError', 'TimeoutError'],
  ...['AbortError', 'MalformedResponseError', 'ResponseValidationError', 'OutcomeUnknownError'],
];

/** What the docstring of a method must say, by the `x-retry` of its operation. */
const RETRY_PHRASES: Record<Operation['retry'], readonly (readonly [said: RegExp, what: string])[]> = {
  safe: [[/Retried automatically/, '“Retried automatically”']],
  key: [
    [/Retried with the same/, '“Retried with the same” key'],
    [
      /@throws \{OutcomeUnknownError\}[^@]*idempotencyKey/,
      'an OutcomeUnknownError that is resolved with its idempotencyKey',
    ],
  ],
  lookup: [
    [/Not retried|Never retried/, '“Not retried”'],
    [/@throws \{OutcomeUnknownError\}[^@]*resolve\(\)/, 'an OutcomeUnknownError and what its resolve() tells'],
  ],
};

/** Returns what the docstrings of the public surface are missing. */
export async function missingDocstrings(entries: readonly string[] = ENTRIES, within = 'src'): Promise<Missing[]> {
  const surface = await publicSurface(entries, within);
  const found = new Map<string, Missing>();
  const operations = operationsByMethod();

  const report = (entry: PublicSymbol, what: string) => {
    const at = surface.at(entry);
    found.set(`${at} ${entry.name} ${what}`, { at, name: entry.name, what });
  };
  for (const entry of surface.uncallable) {
    if (!/@internal\b/.test(docstringOf(surface, entry)))
      report(entry, 'an @internal: only its name is exported, nobody can call it');
  }
  for (const entry of surface.all) {
    const missing = [
      ...missingSentence(surface, entry),
      ...missingUnit(surface, entry),
      ...missingThrows(surface, entry),
      ...missingCallFacts(surface, entry),
    ];
    const operation = operations.get(entry.name);
    if (operation) missing.push(...missingOperationFacts(surface, entry, operation));
    if (entry.name === 'PayseraError') {
      const text = docstringOf(surface, entry);
      missing.push(...ANY_CALL.filter((name) => !text.includes(`\`${name}\``)).map((name) => `\`${name}\`, and when`));
    }
    for (const what of missing) report(entry, what);
  }
  return [...found.values()].sort(
    (a, b) => file(a).localeCompare(file(b)) || line(a) - line(b) || a.name.localeCompare(b.name),
  );
}

const file = ({ at }: Missing) => at.slice(0, at.lastIndexOf(':'));
const line = ({ at }: Missing) => Number(at.slice(at.lastIndexOf(':') + 1));

/** The description and the tags, on one line. */
function docstringOf({ checker }: Surface, { symbol }: PublicSymbol): string {
  const tags = symbol.getJsDocTags(checker).map(({ name, text = [] }) => `@${name} ${ts.displayPartsToString(text)}`);
  return [descriptionOf(checker, symbol), ...tags].join(' ').replaceAll(/\s+/g, ' ').replaceAll(' }', '}');
}

function descriptionOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

function missingSentence(surface: Surface, entry: PublicSymbol): string[] {
  const text = descriptionOf(surface.checker, entry.symbol);
  if (text !== '') return /[.:?][)*`]*(\s|$)/.test(text) ? [] : ['a sentence, ending with a full stop'];
  if (entry.holder === undefined) return entry.exported ? ['a docstring'] : [];
  return isLiteral(entry.node) || describedBy(surface, entry) ? [] : ['a docstring'];
}

/** `type: 'order'` needs no description. */
function isLiteral(node: ts.Declaration): boolean {
  return ts.isPropertySignature(node) && node.type !== undefined && ts.isLiteralTypeNode(node.type);
}

/** A member of an anonymous type may be described by the declaration that contains the type. */
function describedBy(surface: Surface, { node, holder, symbol }: PublicSymbol): string {
  for (let [at, by] = [node, holder]; by && ts.isTypeLiteralNode(at.parent); [at, by] = [by.node, by.holder]) {
    const text = docstringOf(surface, by);
    if (new RegExp(`\\b${symbol.name}\\b`).test(text)) return text;
  }
  return '';
}

function missingUnit(surface: Surface, entry: PublicSymbol): string[] {
  const { node, symbol } = entry;
  if (!ts.isPropertySignature(node) || !node.type || !holdsNumber(node.type) || NO_UNIT.has(symbol.name)) return [];
  return UNIT.test(docstringOf(surface, entry)) || UNIT.test(describedBy(surface, entry)) ? [] : ['a unit'];
}

function holdsNumber(type: ts.TypeNode): boolean {
  if (type.kind === ts.SyntaxKind.NumberKeyword) return true;
  return ts.isUnionTypeNode(type) && type.types.some(holdsNumber);
}

/** A function has an example, and says what it throws synchronously. */
function missingThrows(surface: Surface, entry: PublicSymbol): string[] {
  const { node, symbol, exported } = entry;
  if (!ts.isFunctionDeclaration(node) || !exported) return [];
  const tags = symbol.getJsDocTags(surface.checker);
  const isGuard = /^is[A-Z]\w*Error$/.test(entry.name);
  const missing = isGuard || tags.some(({ name }) => name === 'example') ? [] : ['an @example'];
  const silent = !tags.some(({ name }) => name === 'throws') && !NEVER_REJECTS.test(docstringOf(surface, entry));
  if (silent && (canThrow(surface.checker, node) || returnsPromise(surface.checker, entry))) missing.push('a @throws');
  return missing;
}

/** Anything that is awaited says how it fails, whether it is safe to retry, and where Paysera documents it. */
function missingCallFacts(surface: Surface, entry: PublicSymbol): string[] {
  const { checker, at } = surface;
  const { symbol, provided: made, holder } = entry;
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'throws');
  const missing = tags.some(({ text = [] }) => !/^\{\w+\} \S|^\w/.test(ts.displayPartsToString(text)))
    ? ['when, behind a @throws']
    : [];
  if (!made || !returnsPromise(checker, entry)) return missing;
  const text = docstringOf(surface, entry);
  if (ts.isFunctionDeclaration(entry.node))
    return RETRY.test(text) ? missing : [...missing, 'whether it is safe to retry'];
  // The type of a member is described by the member.
  if (!holder && /^(See )?`[\w.]+`\.$/.test(descriptionOf(checker, symbol))) return missing;
  if (tags.length === 0 && !NEVER_REJECTS.test(text)) missing.push('a @throws');
  if (!RETRY.test(text)) missing.push('whether it is safe to retry');
  const isPaysera = /\bsrc\/(checkout|recurring-billing)\//.test(at(entry));
  if (isPaysera && !/@see https:|PHP library/.test(text)) missing.push('a @see with the page of Paysera');
  return missing;
}

/** Whether it is a function that returns a promise or a list. */
function returnsPromise(checker: ts.TypeChecker, { node, symbol }: PublicSymbol): boolean {
  // Declared by the platform, such as `fetch`.
  if (ts.isPropertySignature(node) && node.type && ts.isTypeQueryNode(node.type)) return false;
  const isType = ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);
  const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbolAtLocation(symbol, node);
  return checker
    .getNonNullableType(type)
    .getCallSignatures()
    .some((signature) => {
      const properties = checker.getPropertiesOfType(signature.getReturnType());
      return properties.some(({ name }) => name === 'then' || name.startsWith('__@asyncIterator'));
    });
}

function missingOperationFacts(surface: Surface, entry: PublicSymbol, operation: Operation): string[] {
  const text = docstringOf(surface, entry);
  const errors = [
    ...(operation.amounts ? ['InvalidAmountError'] : []),
    ...(operation.path.includes('{') ? ['NotFoundError'] : []),
    ...(operation.pagination ? ['PaginationError'] : []),
    ...(hasBody(operation) ? ['ValidationError'] : []),
  ].filter((name) => !text.includes(`@throws {${name}}`));
  return [
    ...errors.map((name) => `a @throws {${name}}`),
    ...RETRY_PHRASES[operation.retry].filter(([saying]) => !saying.test(text)).map(([, what]) => what),
    ...(entry.holder && !docstringOf(surface, entry.holder).includes('{@link PayseraError}')
      ? [`on ${entry.holder.name}: what any call may end with ({@link PayseraError})`]
      : []),
  ];
}

function hasBody({ id }: Operation): boolean {
  return APIS.some((api) =>
    Object.values(documentOf(api).paths).some((methods) =>
      Object.values(methods).some(({ operationId, requestBody }) => operationId === id && requestBody !== undefined),
    ),
  );
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId?: string; requestBody?: unknown }>>>>;
}

function documentOf(api: string): Document {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../..', 'generated', api, 'openapi.json'), 'utf8'));
}

/** `Orders.create` → the row of `createOrder`. */
function operationsByMethod(): ReadonlyMap<string, Operation> {
  const table: Readonly<Record<string, Operation>> = { ...checkout, ...recurringBilling };
  return new Map(
    APIS.flatMap((api) => [...methodsOf(api)]).flatMap(([id, method]): [string, Operation][] => {
      const [, resource = '', name = ''] = method.split('.');
      const row = table[id];
      return row ? [[`${resource.charAt(0).toUpperCase()}${resource.slice(1)}.${name}`, row]] : [];
    }),
  );
}

if (import.meta.main) {
  const missing = await missingDocstrings();
  for (const { at, name, what } of missing) console.error(`${at} ${name} lacks ${what}.`);
  console.log(`${missing.length} missing`);
  process.exitCode = missing.length === 0 ? 0 : 1;
}
