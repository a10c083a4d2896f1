import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { operations as checkout } from '../../generated/checkout/operations.ts';
import { operations as recurringBilling } from '../../generated/recurring-billing/operations.ts';
import type { Operation } from '../../src/runtime/operation.ts';
import { APIS } from '../shared/apis.ts';
import { methodsOf } from '../shared/methods.ts';
import { ENTRIES, type Public, publicSurface, type Surface } from './public-surface.ts';
import { canThrow } from './throws.ts';

/** What a docstring lacks. */
interface Missing {
  readonly at: string;
  readonly name: string;
  readonly what: string;
}

/** Numbers that count nothing. */
const NO_UNIT = new Set(['id', 'status', 'statusCode', 'seed']);
const UNIT =
  /millisecond|second|minor unit|byte|request|attempt|character|percent|HTTP status|port|how often|how many|count|at most|0 ≤ n < 1|since 1970/i;
const RETRY = /\bretr(?:y|ies|ied)\b|\bcalled again\b/i;
const NEVER_REJECTS = /\bnever (rejects|throws)\b/i;

/** What any call may end with: the classes of the statuses that the documents name, and what may happen on the way. */
export const ANY_CALL: readonly string[] = [
  ...['ConfigurationError', 'ValidationError', 'AuthenticationError', 'PermissionError', 'NotFoundError'],
  ...['NotAcceptableError', 'ConflictError', 'RateLimitError', 'ServerError', 'ConnectionError', 'TimeoutError'],
  ...['AbortError', 'MalformedResponseError', 'ResponseValidationError', 'OutcomeUnknownError'],
];

/** What must be said of a method that is one operation of Paysera's, by what the document says of it. */
const RETRY_PHRASES: Record<Operation['retry'], readonly (readonly [said: RegExp, what: string])[]> = {
  safe: [[/Retried automatically/, '“Retried automatically”']],
  key: [
    [/Retried with the same/, '“Retried with the same” key'],
    [
      /@throws \{OutcomeUnknownError\}[^@]*idempotencyKey/,
      'an OutcomeUnknownError that is answered by its idempotencyKey',
    ],
  ],
  lookup: [
    [/Not retried|Never retried/, '“Not retried”'],
    [/@throws \{OutcomeUnknownError\}[^@]*resolve\(\)/, 'an OutcomeUnknownError and what its resolve() tells'],
  ],
};

/** What the docstrings of the public surface lack. */
export async function missingDocstrings(entries: readonly string[] = ENTRIES, within = 'src'): Promise<Missing[]> {
  const surface = await publicSurface(entries, within);
  const found = new Map<string, Missing>();
  const operations = operationsByMethod();

  const tell = (one: Public, what: string) => {
    const at = surface.at(one);
    found.set(`${at} ${one.name} ${what}`, { at, name: one.name, what });
  };
  for (const one of surface.uncallable) {
    if (!/@internal\b/.test(docs(surface, one)))
      tell(one, 'an @internal: only its name is exported, nobody can call it');
  }
  for (const one of surface.all) {
    const lacks = [...sentence(surface, one), ...unit(surface, one), ...thrown(surface, one), ...call(surface, one)];
    const operation = operations.get(one.name);
    if (operation) lacks.push(...ofOperation(surface, one, operation));
    if (one.name === 'PayseraError') {
      const text = docs(surface, one);
      lacks.push(...ANY_CALL.filter((name) => !text.includes(`\`${name}\``)).map((name) => `\`${name}\`, and when`));
    }
    for (const what of lacks) tell(one, what);
  }
  return [...found.values()].sort(
    (a, b) => file(a).localeCompare(file(b)) || line(a) - line(b) || a.name.localeCompare(b.name),
  );
}

const file = ({ at }: Missing) => at.slice(0, at.lastIndexOf(':'));
const line = ({ at }: Missing) => Number(at.slice(at.lastIndexOf(':') + 1));

/** The sentence and the tags, on one line. */
function docs({ checker }: Surface, { symbol }: Public): string {
  const tags = symbol.getJsDocTags(checker).map(({ name, text = [] }) => `@${name} ${ts.displayPartsToString(text)}`);
  return [text(checker, symbol), ...tags].join(' ').replaceAll(/\s+/g, ' ').replaceAll(' }', '}');
}

function text(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

function sentence(surface: Surface, one: Public): string[] {
  const said = text(surface.checker, one.symbol);
  if (said !== '') return /[.:?][)*`]*(\s|$)/.test(said) ? [] : ['a sentence, ending with a full stop'];
  if (one.holder === undefined) return one.exported ? ['a docstring'] : [];
  return isLiteral(one.node) || tellsOf(surface, one) ? [] : ['a docstring'];
}

/** `type: 'order'` says what it is. */
function isLiteral(node: ts.Declaration): boolean {
  return ts.isPropertySignature(node) && node.type !== undefined && ts.isLiteralTypeNode(node.type);
}

/** A member of a type without a name may be told of by what that stands in. */
function tellsOf(surface: Surface, { node, holder, symbol }: Public): string {
  for (let [at, by] = [node, holder]; by && ts.isTypeLiteralNode(at.parent); [at, by] = [by.node, by.holder]) {
    const said = docs(surface, by);
    if (new RegExp(`\\b${symbol.name}\\b`).test(said)) return said;
  }
  return '';
}

function unit(surface: Surface, one: Public): string[] {
  const { node, symbol } = one;
  if (!ts.isPropertySignature(node) || !node.type || !holdsNumber(node.type) || NO_UNIT.has(symbol.name)) return [];
  return UNIT.test(docs(surface, one)) || UNIT.test(tellsOf(surface, one)) ? [] : ['a unit'];
}

function holdsNumber(type: ts.TypeNode): boolean {
  if (type.kind === ts.SyntaxKind.NumberKeyword) return true;
  return ts.isUnionTypeNode(type) && type.types.some(holdsNumber);
}

/** A function shows how it is called, and says what it throws at once. */
function thrown(surface: Surface, one: Public): string[] {
  const { node, symbol, exported } = one;
  if (!ts.isFunctionDeclaration(node) || !exported) return [];
  const tags = symbol.getJsDocTags(surface.checker);
  const isGuard = /^is[A-Z]\w*Error$/.test(one.name);
  const lacks = isGuard || tags.some(({ name }) => name === 'example') ? [] : ['an @example'];
  const silent = !tags.some(({ name }) => name === 'throws') && !NEVER_REJECTS.test(docs(surface, one));
  if (silent && (canThrow(surface.checker, node) || rejects(surface.checker, one))) lacks.push('a @throws');
  return lacks;
}

/** Whatever is awaited can fail: with what, whether it is safe to retry, and where Paysera tells of it. */
function call(surface: Surface, one: Public): string[] {
  const { checker, at } = surface;
  const { symbol, made, holder } = one;
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'throws');
  const lacks = tags.some(({ text = [] }) => !/^\{\w+\} \S|^\w/.test(ts.displayPartsToString(text)))
    ? ['when, behind a @throws']
    : [];
  if (!made || !rejects(checker, one)) return lacks;
  const said = docs(surface, one);
  if (ts.isFunctionDeclaration(one.node)) return RETRY.test(said) ? lacks : [...lacks, 'whether it is safe to retry'];
  // The type of a member: the member tells.
  if (!holder && /^(See )?`[\w.]+`\.$/.test(text(checker, symbol))) return lacks;
  if (tags.length === 0 && !NEVER_REJECTS.test(said)) lacks.push('a @throws');
  if (!RETRY.test(said)) lacks.push('whether it is safe to retry');
  const isPaysera = /\bsrc\/(checkout|recurring-billing)\//.test(at(one));
  if (isPaysera && !/@see https:|PHP library/.test(said)) lacks.push('a @see with the page of Paysera');
  return lacks;
}

/** Whether it is called, and gives a promise or a list. */
function rejects(checker: ts.TypeChecker, { node, symbol }: Public): boolean {
  // As the platform has it: `fetch`.
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

function ofOperation(surface: Surface, one: Public, operation: Operation): string[] {
  const said = docs(surface, one);
  const errors = [
    ...(operation.amounts ? ['InvalidAmountError'] : []),
    ...(operation.path.includes('{') ? ['NotFoundError'] : []),
    ...(operation.pagination ? ['PaginationError'] : []),
    ...(hasBody(operation) ? ['ValidationError'] : []),
  ].filter((name) => !said.includes(`@throws {${name}}`));
  return [
    ...errors.map((name) => `a @throws {${name}}`),
    ...RETRY_PHRASES[operation.retry].filter(([saying]) => !saying.test(said)).map(([, what]) => what),
    ...(one.holder && !docs(surface, one.holder).includes('{@link PayseraError}')
      ? [`on ${one.holder.name}: what any call may end with ({@link PayseraError})`]
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
