import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');
/** What a user can import. */
export const ENTRIES: readonly string[] = [
  'src/index.ts',
  'src/webhooks/index.ts',
  'src/webhooks/sql-inbox.ts',
  'src/undici/undici-fetch.ts',
  'src/webhooks/redis-inbox.ts',
  'src/sandbox/index.ts',
];

/** Client methods by interface: each is an operation of Paysera's, or made of some. */
const RESOURCES = new Set([
  ...['Orders', 'PaymentLinks', 'PaymentMethods', 'Payments', 'Project'],
  ...['PaymentRequests', 'Notifications'],
]);
/** Numbers that count nothing. */
const NO_UNIT = new Set(['id', 'status', 'statusCode', 'seed']);
const UNIT =
  /millisecond|second|minor unit|byte|request|attempt|character|percent|HTTP status|port|how often|how many|count|at most|0 ≤ n < 1|since 1970/i;

interface Missing {
  readonly at: string;
  readonly name: string;
  readonly what: string;
}

/** What the docstrings of the public surface lack. */
export async function missingDocstrings(entries: readonly string[] = ENTRIES, within = 'src'): Promise<Missing[]> {
  const callable = await callableExports(entries);
  const program = ts.createProgram(
    entries.map((entry) => join(ROOT, entry)),
    {
      module: ts.ModuleKind.NodeNext,
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      skipLibCheck: true,
    },
  );
  const checker = program.getTypeChecker();
  const found = new Map<string, Missing>();
  const seen = new Set<ts.Symbol>();

  function tell(symbol: ts.Symbol, name: string, what: string): void {
    const [declaration] = symbol.declarations ?? [];
    const source = declaration?.getSourceFile();
    if (!declaration || !source || !relative(ROOT, source.fileName).startsWith(within)) return;
    const line = source.getLineAndCharacterOfPosition(declaration.getStart()).line + 1;
    const at = `${relative(ROOT, source.fileName)}:${line}`;
    found.set(`${at} ${name} ${what}`, { at, name, what });
  }

  function textOf(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  }

  function has(symbol: ts.Symbol, tag: string): boolean {
    return symbol.getJsDocTags(checker).some(({ name }) => name === tag);
  }

  function checkExport(name: string, exported: ts.Symbol): void {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (seen.has(symbol)) return;
    seen.add(symbol);
    const [declaration] = symbol.declarations ?? [];
    // `export type *` lets the names of functions through, and nobody can call them.
    if (!declaration || (ts.isFunctionDeclaration(declaration) && !callable.has(name))) return;
    // A type that is only a name for a schema of the document says so by its definition.
    if (!isSchemaAlias(declaration)) checkSentence(symbol, name);
    if (ts.isFunctionDeclaration(declaration) && !/^is[A-Z]\w*Error$/.test(name) && !has(symbol, 'example')) {
      tell(symbol, name, 'an @example');
    }
    if (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)) {
      for (const member of declaration.members) checkMember(name, member);
    }
  }

  function checkSentence(symbol: ts.Symbol, name: string): void {
    const text = textOf(symbol);
    if (text === '') tell(symbol, name, 'a docstring');
    else if (!/[.:?][)*`]*(\s|$)/.test(text)) tell(symbol, name, 'a sentence, ending with a full stop');
  }

  function checkMember(owner: string, member: ts.ClassElement | ts.TypeElement): void {
    if (!member.name || ts.isPrivateIdentifier(member.name)) return;
    const symbol = checker.getSymbolAtLocation(member.name);
    if (!symbol) return;
    const name = `${owner}.${symbol.name}`;
    const isMethod = ts.isMethodSignature(member) || ts.isMethodDeclaration(member);
    if (isMethod) checkSentence(symbol, name);
    if (isMethod && RESOURCES.has(owner) && !has(symbol, 'see') && !textOf(symbol).includes('PHP library'))
      tell(symbol, name, 'a @see with the page of Paysera');
    if (
      ts.isPropertySignature(member) &&
      member.type &&
      holdsNumber(member.type) &&
      !NO_UNIT.has(symbol.name) &&
      !UNIT.test(textOf(symbol))
    ) {
      tell(symbol, name, 'a unit');
    }
  }

  for (const entry of entries) {
    const source = program.getSourceFile(join(ROOT, entry));
    const module = source && checker.getSymbolAtLocation(source);
    for (const exported of module ? checker.getExportsOfModule(module) : []) checkExport(exported.name, exported);
  }
  return [...found.values()].sort((a, b) => a.at.localeCompare(b.at));
}

async function callableExports(entries: readonly string[]): Promise<ReadonlySet<string>> {
  const modules = await Promise.all(entries.map((entry) => import(pathToFileURL(join(ROOT, entry)).href)));
  return new Set(modules.flatMap((module) => Object.keys(module as object)));
}

function isSchemaAlias(declaration: ts.Declaration): boolean {
  return (
    ts.isTypeAliasDeclaration(declaration) &&
    /\b(components|operations|Schemas)\[|^(Filter|NonNullable|Body)\b/.test(declaration.type.getText())
  );
}

function holdsNumber(type: ts.TypeNode): boolean {
  if (type.kind === ts.SyntaxKind.NumberKeyword) return true;
  return ts.isUnionTypeNode(type) && type.types.some(holdsNumber);
}

if (import.meta.main) {
  const missing = await missingDocstrings();
  for (const { at, name, what } of missing) console.error(`${at} ${name} lacks ${what}.`);
  console.log(`${missing.length} missing`);
  process.exitCode = missing.length === 0 ? 0 : 1;
}
