import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { sharedLibraries } from './compiler-host.ts';

/** How an exported name differs from the last release. */
export interface ExportChange {
  readonly name: string;
  readonly impact: 'major' | 'minor';
  readonly what: string;
}

/** The declaration files of a package, by their path in its `dist`. */
export type Declarations = ReadonlyMap<string, string>;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: ['node'],
};
const hostOf = sharedLibraries(ts);

/**
 * Compares what entries of two packages export, entry by entry. What is assignable to the old form is no break for
 * whoever reads it; what the old form is assignable to, for whoever writes it.
 */
export async function compareExports(
  entries: readonly string[],
  before: Declarations,
  after: Declarations,
): Promise<ExportChange[][]> {
  // Below the repository, so that the declarations of the dependencies are found.
  await mkdir('reports', { recursive: true });
  const folder = await mkdtemp(join('reports', 'types-'));
  try {
    await Promise.all([write(join(folder, 'before'), before), write(join(folder, 'after'), after)]);
    const pairs = entries.map((entry) => [join(folder, 'before', entry), join(folder, 'after', entry)] as const);
    const program = ts.createProgram(pairs.flat(), OPTIONS, hostOf(OPTIONS));
    // An import that cannot be found would make its types `any`, which fits everything.
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.includes(basename(folder)));
    const [broken] = own.flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]);
    if (broken) throw new Error(ts.flattenDiagnosticMessageText(broken.messageText, ' '));
    return pairs.map((files) => compare(program, files));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(folder: string, declarations: Declarations): Promise<void> {
  for (const [name, text] of declarations) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), structural(text));
  }
}

/** A class with a private member fits no other; that is no part of what its users see. */
function structural(declarations: string): string {
  return declarations.replaceAll(/^\s*(#\w+[^;]*|private .*);$/gm, '');
}

function compare(program: ts.Program, files: readonly [before: string, after: string]): ExportChange[] {
  const checker = program.getTypeChecker();
  const [before, after] = files.map((file) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    const symbols = module ? checker.getExportsOfModule(module) : [];
    return new Map(symbols.map((symbol) => [symbol.name, resolve(checker, symbol)]));
  }) as [Map<string, ts.Symbol>, Map<string, ts.Symbol>];
  const changes: ExportChange[] = [];
  for (const [name, symbol] of before) {
    const now = after.get(name);
    if (!now) changes.push({ name, impact: 'major', what: 'was removed' });
    else changes.push(...changesOf(checker, name, symbol, now));
  }
  for (const name of after.keys()) if (!before.has(name)) changes.push({ name, impact: 'minor', what: 'is new' });
  return changes.sort((a, b) => a.impact.localeCompare(b.impact) || a.name.localeCompare(b.name));
}

function changesOf(checker: ts.TypeChecker, name: string, before: ts.Symbol, after: ts.Symbol): ExportChange[] {
  const isValue = ({ flags }: ts.Symbol) => (flags & ts.SymbolFlags.Value) !== 0;
  const isInterface = ({ flags }: ts.Symbol) => (flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class)) !== 0;
  const same = textOf(before) === textOf(after);
  if (isValue(before) && !isValue(after)) return [{ name, impact: 'major', what: 'is only a type now' }];
  const isGeneric = [before, after].some(({ declarations }) => declarations?.some(hasParameters));
  if (isInterface(before) && isInterface(after) && !isGeneric) return membersOf(checker, name, before, after);
  if (isValue(before) && !isGeneric) {
    if (same) return [];
    const [old, now] = [before, after].map((symbol) => checker.getTypeOfSymbol(symbol)) as [ts.Type, ts.Type];
    const fits = checker.isTypeAssignableTo(now, old);
    return [
      {
        name,
        impact: fits ? 'minor' : 'major',
        what: fits ? 'accepts or returns more' : 'is incompatible with its old type',
      },
    ];
  }
  // Of what takes type parameters the compiler often cannot tell whether one fits the other.
  if ([before, after].some((symbol) => symbol.declarations?.some(takesParameters))) {
    return same ? [] : [{ name, impact: 'major', what: 'is generic and was rewritten: compare it by hand' }];
  }
  const [old, now] = [before, after].map((symbol) => checker.getDeclaredTypeOfSymbol(symbol)) as [ts.Type, ts.Type];
  return compareTypes(checker, name, old, now);
}

/** Compares member by member, so that one the compiler cannot compare does not affect the others. */
function membersOf(checker: ts.TypeChecker, name: string, before: ts.Symbol, after: ts.Symbol): ExportChange[] {
  const [old, now] = [before, after].map((symbol) => {
    const properties = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
    return new Map(properties.filter(({ name }) => !name.startsWith('__')).map((member) => [member.name, member]));
  }) as [Map<string, ts.Symbol>, Map<string, ts.Symbol>];
  const changes: ExportChange[] = [];
  for (const [member, was] of old) {
    const full = `${name}.${member}`;
    const is = now.get(member);
    if (!is) changes.push({ name: full, impact: 'major', what: 'was removed' });
    else if (textOf(was) !== textOf(is) || !was.declarations?.some(takesParameters)) {
      const types = [was, is].map((symbol) => checker.getTypeOfSymbol(symbol)) as [ts.Type, ts.Type];
      if (textOf(was) === textOf(is) && refersToExports(types)) continue;
      const [wasOptional, isOptional] = [was, is].map(({ flags }) => (flags & ts.SymbolFlags.Optional) !== 0);
      if (wasOptional && !isOptional) {
        changes.push({ name: full, impact: isInputType(name) ? 'major' : 'minor', what: 'is required now' });
      } else changes.push(...compareTypes(checker, full, ...types, isInputType(name)));
    }
  }
  for (const [member, is] of now) {
    if (old.has(member)) continue;
    const isNewRequirement = isInputType(name) && (is.flags & ts.SymbolFlags.Optional) === 0;
    changes.push({
      name: `${name}.${member}`,
      impact: isNewRequirement ? 'major' : 'minor',
      what: isNewRequirement ? 'is new and required' : 'is new',
    });
  }
  return changes;
}

/** Whether a type is a function or interface, which is compared where it is declared. */
function refersToExports(types: readonly ts.Type[]): boolean {
  return types.some(
    (type) => type.getCallSignatures().length > 0 || (type.symbol?.flags ?? 0) & ts.SymbolFlags.Interface,
  );
}

function compareTypes(
  checker: ts.TypeChecker,
  name: string,
  old: ts.Type,
  now: ts.Type,
  written = isInputType(name),
): ExportChange[] {
  const reads = checker.isTypeAssignableTo(now, old);
  const writes = checker.isTypeAssignableTo(old, now);
  if (reads && writes) return [];
  if (!reads && !writes) return [{ name, impact: 'major', what: 'has an incompatible type' }];
  if (!reads)
    return [{ name, impact: written ? 'minor' : 'major', what: written ? 'accepts more' : 'guarantees less' }];
  // Another field is breaking in a type that callers write, but not in one they only read.
  return [{ name, impact: written ? 'major' : 'minor', what: written ? 'requires more' : 'provides more' }];
}

/** Whether callers create values of this type themselves. */
function isInputType(name: string): boolean {
  return /(Options|Input|Filter|Store|Secret|Inbox)$|^(Create|Update|Capture|Start)/.test(name);
}

function resolve(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function hasParameters(declaration: ts.Declaration): boolean {
  return 'typeParameters' in declaration && declaration.typeParameters !== undefined;
}

/** Whether the declaration, or a function in it, has type parameters. */
function takesParameters(declaration: ts.Declaration): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    found ||= 'typeParameters' in node && node.typeParameters !== undefined;
    if (!found) node.forEachChild(visit);
  };
  visit(declaration);
  return found;
}

/** The source without comments and white space. */
function textOf(symbol: ts.Symbol): string {
  const printer = ts.createPrinter({ removeComments: true });
  const texts = symbol.declarations?.map((declaration) =>
    printer.printNode(ts.EmitHint.Unspecified, declaration, declaration.getSourceFile()),
  );
  return (texts ?? []).join('\n').replaceAll(/\s+/g, ' ');
}
