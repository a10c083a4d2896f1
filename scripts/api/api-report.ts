import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { SOURCES } from '../../test/support/code-blocks.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The committed report, by its path in the repository. */
export const REPORT = 'test/package/exported-types.md';
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  // Names are resolved and nothing is checked, so the language's own declarations are not needed.
  noLib: true,
  removeComments: true,
  types: [],
};
const { ParseNone: jsDocParsingMode } = ts.JSDocParsingMode;

/** Each declaration that users can import or reach through one, without comments and bodies, so that a review sees it. */
export function apiReport(): string {
  const entries = Object.entries(SOURCES);
  const program = ts.createProgram(
    entries.map(([, file]) => join(ROOT, file)),
    OPTIONS,
    Object.assign(ts.createCompilerHost(OPTIONS), { jsDocParsingMode }),
  );
  const checker = program.getTypeChecker();
  const declared = declarationsOf();
  const shown = new Set<ts.Symbol>();

  /** The types of ours that a declaration is made of. */
  function reachedFrom(symbol: ts.Symbol): ts.Symbol[] {
    const found: ts.Symbol[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isBlock(node)) return;
      const name = nameIn(node);
      const target = name && checker.getSymbolAtLocation(name);
      if (target) found.push(resolve(target));
      node.forEachChild(visit);
    };
    for (const node of symbol.declarations ?? []) node.forEachChild(visit);
    return found.filter((target) => target.declarations?.some(isOurs));
  }

  const resolve = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  function section(title: string, symbols: readonly ts.Symbol[]): string {
    const texts = symbols.flatMap((symbol) => (shown.has(symbol) ? [`export { ${symbol.name} }`] : declared(symbol)));
    for (const symbol of symbols) shown.add(symbol);
    return `## ${title}\n\n\`\`\`ts\n${texts.sort().join('\n')}\n\`\`\`\n`;
  }

  const sections = entries.map(([name, file]) => {
    const source = program.getSourceFile(join(ROOT, file));
    const module = source && checker.getSymbolAtLocation(source);
    return section(name, module ? checker.getExportsOfModule(module).map(resolve) : []);
  });
  const reached = new Set(shown);
  for (const symbol of reached) for (const target of reachedFrom(symbol)) reached.add(target);
  const below = [...reached].filter((symbol) => !shown.has(symbol));
  sections.push(section('Not exported, and part of what is', below));
  const heading =
    '# Exported types\n\nWritten by `npm run api:report`, compared by the tests. What is generated is in `generated/`.\n';
  return [heading, ...sections].join('\n');
}

/** Gives what the compiler would put into declaration files, file by file. */
function declarationsOf(): (symbol: ts.Symbol) => string[] {
  const files = new Map<ts.SourceFile, ts.SourceFile>();
  const printer = ts.createPrinter({ removeComments: true });
  const emitted = (source: ts.SourceFile): ts.SourceFile => {
    const known = files.get(source);
    if (known) return known;
    const { outputText } = ts.transpileDeclaration(source.text, {
      compilerOptions: OPTIONS,
      fileName: source.fileName,
      jsDocParsingMode,
    });
    const file = ts.createSourceFile('declarations.d.ts', outputText, ts.ScriptTarget.ES2023, true);
    files.set(source, file);
    return file;
  };
  return (symbol) => {
    const sources = new Set((symbol.declarations ?? []).filter(isOurs).map((node) => node.getSourceFile()));
    return [...sources].flatMap((source) => {
      const file = emitted(source);
      const statements = file.statements.filter((statement) => namesOf(statement).includes(symbol.name));
      return statements.map((statement) =>
        printer.printNode(ts.EmitHint.Unspecified, statement, file).replace(/^(?:export )?(?:declare )?/, ''),
      );
    });
  };
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

function nameIn(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  return ts.isTypeQueryNode(node) ? node.exprName : undefined;
}

function isOurs(node: ts.Declaration): boolean {
  const path = relative(ROOT, node.getSourceFile().fileName).replaceAll('\\', '/');
  return path.startsWith('src/') && !ts.isTypeParameterDeclaration(node);
}

if (import.meta.main) {
  await mkdir(dirname(join(ROOT, REPORT)), { recursive: true });
  await writeFile(join(ROOT, REPORT), apiReport());
}
