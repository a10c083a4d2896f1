import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { SOURCES } from '../../test/support/code-blocks.ts';
import { sharedLibraries } from './compiler-host.ts';

const ROOT = join(import.meta.dirname, '../..');
const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
};
const hostOf = sharedLibraries(ts, ts.JSDocParsingMode.ParseAll);

/** The entries that a user can import. */
export const ENTRIES: readonly string[] = Object.values(SOURCES);

/** Something that a user can import, or reach as a member of what the package returns. */
export interface PublicSymbol {
  /** The name as a user would write it: `Orders.create`. */
  readonly name: string;
  readonly symbol: ts.Symbol;
  readonly node: ts.Declaration;
  /** The type it is a member of; undefined for a type or function. */
  readonly holder: PublicSymbol | undefined;
  /** Whether it can be imported by name. */
  exported: boolean;
  /** Whether the package provides it. What users only pass in is theirs to implement. */
  provided: boolean;
}

/** The exports of the entries, the types they refer to, and the members of all of them. */
export interface Surface {
  readonly checker: ts.TypeChecker;
  readonly all: readonly PublicSymbol[];
  /** Functions that only `export type *` exports, so that nobody can call them. */
  readonly uncallable: readonly PublicSymbol[];
  /** `src/checkout/orders.ts:12` */
  at(symbol: PublicSymbol): string;
}

/** Types whose parts are documented where they are declared. */
const COMPUTED: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ConditionalType,
  ts.SyntaxKind.IndexedAccessType,
  ts.SyntaxKind.MappedType,
  ts.SyntaxKind.TypeQuery,
]);

type TypeWithMembers = ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeLiteralNode;

/** Reads the public surface of these entries, as far as it is declared below `within`. */
export async function publicSurface(entries: readonly string[], within: string): Promise<Surface> {
  const callable = await callableExports(entries);
  const program = ts.createProgram(
    entries.map((entry) => join(ROOT, entry)),
    OPTIONS,
    hostOf(OPTIONS),
  );
  const checker = program.getTypeChecker();
  const found = new Map<ts.Symbol, PublicSymbol>();
  const uncallable: PublicSymbol[] = [];
  const isOwnSource = (node: ts.Node) => fileOf(node).startsWith(`${within}/`);

  /** Records a symbol; returns undefined when it adds nothing new. */
  function record(
    symbol: ts.Symbol,
    name: string,
    holder: PublicSymbol | undefined,
    provided: boolean,
  ): PublicSymbol | undefined {
    const [node] = symbol.declarations ?? [];
    if (!node || !isOwnSource(node)) return undefined;
    const existing = found.get(symbol);
    if (!existing) {
      const recorded = { name, symbol, node, holder, exported: false, provided: provided };
      found.set(symbol, recorded);
      return recorded;
    }
    if (existing.provided || !provided) return undefined;
    existing.provided = true;
    return existing;
  }

  function addDeclaration(symbol: ts.Symbol, name: string, provided: boolean): void {
    const recorded = record(symbol, name, undefined, provided);
    for (const node of recorded ? (symbol.declarations ?? []) : []) {
      if (!recorded) continue;
      if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) {
        for (const clause of node.heritageClauses ?? [])
          for (const type of clause.types) addType(type, recorded, provided);
        addMembers(node, recorded, provided);
      } else if (ts.isTypeAliasDeclaration(node)) addType(node.type, recorded, provided);
      else if (ts.isFunctionDeclaration(node)) addSignature(node, recorded, provided);
      else if (ts.isVariableDeclaration(node) && node.type) addType(node.type, recorded, provided);
    }
  }

  function addMembers(node: TypeWithMembers, holder: PublicSymbol, provided: boolean): void {
    for (const member of node.members) {
      if (!member.name || ts.isPrivateIdentifier(member.name) || isHidden(member)) continue;
      const symbol = checker.getSymbolAtLocation(member.name);
      const recorded = symbol && record(symbol, `${holder.name}.${member.name.getText()}`, holder, provided);
      if (!recorded) continue;
      if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) addSignature(member, recorded, provided);
      else if ('type' in member && member.type) addType(member.type as ts.TypeNode, recorded, provided);
    }
  }

  function addSignature(node: ts.SignatureDeclaration, holder: PublicSymbol, provided: boolean): void {
    for (const { type } of node.parameters) if (type) addType(type, holder, !provided);
    if (node.type) addType(node.type, holder, provided);
  }

  function addType(node: ts.Node, holder: PublicSymbol, provided: boolean): void {
    if (COMPUTED.has(node.kind)) return;
    if (ts.isTypeLiteralNode(node)) addMembers(node, holder, provided);
    else if (ts.isFunctionTypeNode(node)) addSignature(node, holder, provided);
    else if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const target = symbolOf(checker, ts.isTypeReferenceNode(node) ? node.typeName : node.expression);
      if (target && !(target.flags & ts.SymbolFlags.TypeParameter)) addDeclaration(target, target.name, provided);
      for (const type of node.typeArguments ?? []) addType(type, holder, provided);
    } else node.forEachChild((child) => addType(child, holder, provided));
  }

  const exports = entries.flatMap((entry) => {
    const source = program.getSourceFile(join(ROOT, entry));
    const module = source && checker.getSymbolAtLocation(source);
    return module ? checker.getExportsOfModule(module) : [];
  });
  // Callable exports come first: they decide which types are provided, and which are passed in.
  for (const isCallable of [true, false]) {
    for (const { name, symbol } of exports.map((one) => ({ name: one.name, symbol: resolve(checker, one) }))) {
      const [node] = symbol.declarations ?? [];
      if (!node || callable.has(name) !== isCallable) continue;
      if (ts.isFunctionDeclaration(node) && !isCallable) {
        uncallable.push({ name, symbol, node, holder: undefined, exported: false, provided: false });
        continue;
      }
      addDeclaration(symbol, name, isCallable);
      const recorded = found.get(symbol);
      if (recorded) recorded.exported = true;
    }
  }
  return {
    checker,
    all: [...found.values()],
    uncallable,
    at({ node }) {
      const source = node.getSourceFile();
      return `${fileOf(node)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    },
  };
}

/** The path in the repository. */
function fileOf(node: ts.Node): string {
  return relative(ROOT, node.getSourceFile().fileName).replaceAll('\\', '/');
}

/** The exports that exist at run time. */
async function callableExports(entries: readonly string[]): Promise<ReadonlySet<string>> {
  const modules = await Promise.all(entries.map((entry) => import(pathToFileURL(join(ROOT, entry)).href)));
  return new Set(modules.flatMap((module) => Object.keys(module as object)));
}

function symbolOf(checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  return symbol && resolve(checker, symbol);
}

function resolve(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Private or internal, even if it can be reached. */
function isHidden(node: ts.Declaration): boolean {
  return (
    Boolean(ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) ||
    ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')
  );
}
