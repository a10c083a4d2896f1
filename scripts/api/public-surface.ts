import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { SOURCES } from '../../test/support/code-blocks.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a user can import. */
export const ENTRIES: readonly string[] = Object.values(SOURCES);

/** Something a user can name, or read and call on what they got. */
export interface Public {
  /** As a user would say it: `Orders.create`. */
  readonly name: string;
  readonly symbol: ts.Symbol;
  readonly node: ts.Declaration;
  /** What it is a member of; undefined for a type or function. */
  readonly holder: Public | undefined;
  /** Whether it can be imported by its name. */
  exported: boolean;
  /** Whether users get it from the package. What they only hand in is theirs to implement. */
  made: boolean;
}

/** The exports of the entries, the types these are made of, and the members of all of them. */
export interface Surface {
  readonly checker: ts.TypeChecker;
  readonly all: readonly Public[];
  /** Functions whose names `export type *` lets through, though nobody can call them. */
  readonly uncallable: readonly Public[];
  /** `src/checkout/orders.ts:12` */
  at(given: Public): string;
}

/** Types whose parts are told of where they come from. */
const COMPUTED: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ConditionalType,
  ts.SyntaxKind.IndexedAccessType,
  ts.SyntaxKind.MappedType,
  ts.SyntaxKind.TypeQuery,
]);

type Holding = ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeLiteralNode;

/** Reads the surface of these entries, as far as it is declared below `within`. */
export async function publicSurface(entries: readonly string[], within: string): Promise<Surface> {
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
  const found = new Map<ts.Symbol, Public>();
  const uncallable: Public[] = [];
  const isOurs = (node: ts.Node) => fileOf(node).startsWith(`${within}/`);

  /** Takes note of a symbol; undefined when nothing new follows from it. */
  function note(symbol: ts.Symbol, name: string, holder: Public | undefined, made: boolean): Public | undefined {
    const [node] = symbol.declarations ?? [];
    if (!node || !isOurs(node)) return undefined;
    const known = found.get(symbol);
    if (!known) {
      const noted = { name, symbol, node, holder, exported: false, made };
      found.set(symbol, noted);
      return noted;
    }
    if (known.made || !made) return undefined;
    known.made = true;
    return known;
  }

  function declare(symbol: ts.Symbol, name: string, made: boolean): void {
    const noted = note(symbol, name, undefined, made);
    for (const node of noted ? (symbol.declarations ?? []) : []) {
      if (!noted) continue;
      if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) {
        for (const clause of node.heritageClauses ?? []) for (const type of clause.types) visit(type, noted, made);
        members(node, noted, made);
      } else if (ts.isTypeAliasDeclaration(node)) visit(node.type, noted, made);
      else if (ts.isFunctionDeclaration(node)) signature(node, noted, made);
      else if (ts.isVariableDeclaration(node) && node.type) visit(node.type, noted, made);
    }
  }

  function members(node: Holding, holder: Public, made: boolean): void {
    for (const member of node.members) {
      if (!member.name || ts.isPrivateIdentifier(member.name) || isHidden(member)) continue;
      const symbol = checker.getSymbolAtLocation(member.name);
      const noted = symbol && note(symbol, `${holder.name}.${member.name.getText()}`, holder, made);
      if (!noted) continue;
      if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) signature(member, noted, made);
      else if ('type' in member && member.type) visit(member.type as ts.TypeNode, noted, made);
    }
  }

  function signature(node: ts.SignatureDeclaration, holder: Public, made: boolean): void {
    for (const { type } of node.parameters) if (type) visit(type, holder, !made);
    if (node.type) visit(node.type, holder, made);
  }

  function visit(node: ts.Node, holder: Public, made: boolean): void {
    if (COMPUTED.has(node.kind)) return;
    if (ts.isTypeLiteralNode(node)) members(node, holder, made);
    else if (ts.isFunctionTypeNode(node)) signature(node, holder, made);
    else if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const target = symbolOf(checker, ts.isTypeReferenceNode(node) ? node.typeName : node.expression);
      if (target && !(target.flags & ts.SymbolFlags.TypeParameter)) declare(target, target.name, made);
      for (const type of node.typeArguments ?? []) visit(type, holder, made);
    } else node.forEachChild((child) => visit(child, holder, made));
  }

  const exports = entries.flatMap((entry) => {
    const source = program.getSourceFile(join(ROOT, entry));
    const module = source && checker.getSymbolAtLocation(source);
    return module ? checker.getExportsOfModule(module) : [];
  });
  // What runs comes first: it tells which types are made, and which are given.
  for (const runs of [true, false]) {
    for (const { name, symbol } of exports.map((one) => ({ name: one.name, symbol: resolve(checker, one) }))) {
      const [node] = symbol.declarations ?? [];
      if (!node || callable.has(name) !== runs) continue;
      if (ts.isFunctionDeclaration(node) && !runs) {
        uncallable.push({ name, symbol, node, holder: undefined, exported: false, made: false });
        continue;
      }
      declare(symbol, name, runs);
      const noted = found.get(symbol);
      if (noted) noted.exported = true;
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

/** By its path in the repository. */
function fileOf(node: ts.Node): string {
  return relative(ROOT, node.getSourceFile().fileName).replaceAll('\\', '/');
}

/** The names that exist when the program runs. */
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

/** Not for users, whoever can reach it. */
function isHidden(node: ts.Declaration): boolean {
  return (
    Boolean(ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) ||
    ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')
  );
}
