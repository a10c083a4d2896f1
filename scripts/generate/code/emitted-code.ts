import ts from 'typescript';
import { BuildError } from '../../shared/document.ts';

const MODULES = new Set(['valibot', './schemas.ts', '../amount-input.ts']);

/** The functions of valibot that build a schema from data alone: none takes a function of its own. */
const VALIBOT = new Set(
  `any array bigint boolean integer intersect literal looseObject never null nullable nullish number object
  objectWithRest optional picklist pipe readonly record strictObject strictTuple string tuple undefined undefinedable
  union unknown void`.split(/\s+/),
);

/**
 * Parses what was generated from a document and refuses everything except what the generators emit: imports from three modules, types, and
 * constants made of literals and of calls of valibot. So no text of a document can become code, whatever the generators do
 * with it.
 *
 * @param locationOf Where the document contains this text.
 */
export function checkEmittedCode(name: string, text: string, locationOf: (code: string) => string): void {
  const refuse = (code: string): never => {
    const [line = ''] = code.trim().split('\n');
    throw new BuildError(`${locationOf(line)} a text would become code in ${name}: ${line.slice(0, 80)}`, {
      advice: 'never adopt this document as it is: find out who wrote that text, and remove it there.',
    });
  };
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const [directive] = [
    ...source.referencedFiles,
    ...source.typeReferenceDirectives,
    ...source.libReferenceDirectives,
    ...source.amdDependencies.map(({ path }) => ({ fileName: path })),
  ];
  if (directive) refuse(directive.fileName);
  const constants = new Set<string>();
  const offending = source.statements.filter((statement) => !isEmitted(statement, constants));
  // Not the brackets and semicolons around it, which say nothing.
  const first = offending.find((statement) => statement.getWidth(source) > 3) ?? offending[0];
  if (first) refuse(first.getText(source));
  const broken = brokenNode(source);
  if (broken) refuse(text.slice(broken.pos));
}

/** The location where the text does not parse: another parser may read it differently. */
function brokenNode(node: ts.Node): ts.Node | undefined {
  return ts.forEachChild(node, brokenNode) ?? (node.flags & ts.NodeFlags.ThisNodeHasError ? node : undefined);
}

function isEmitted(statement: ts.Statement, constants: Set<string>): boolean {
  if (ts.isImportDeclaration(statement)) {
    const { importClause, moduleSpecifier } = statement;
    return importClause !== undefined && ts.isStringLiteral(moduleSpecifier) && MODULES.has(moduleSpecifier.text);
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return isType(statement);
  if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.Const)) return false;
  return statement.declarationList.declarations.every(({ name, type, initializer }) => {
    if (!ts.isIdentifier(name) || !initializer || (type && !isType(type))) return false;
    const isConstant = isData(initializer, constants);
    constants.add(name.text);
    return isConstant;
  });
}

/** Whether a type refers to nothing in another file. */
function isType(node: ts.Node): boolean {
  return !ts.isImportTypeNode(node) && !ts.forEachChild(node, (child) => !isType(child));
}

function isData(node: ts.Expression, constants: ReadonlySet<string>): boolean {
  const every = (nodes: readonly ts.Expression[]) => nodes.every((one) => isData(one, constants));
  if (ts.isStringLiteral(node) || ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  if (ts.isArrayLiteralExpression(node)) return every(node.elements);
  if (ts.isAsExpression(node)) return ts.isConstTypeReference(node.type) && isData(node.expression, constants);
  if (ts.isIdentifier(node)) return constants.has(node.text);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every(
      (member) =>
        ts.isPropertyAssignment(member) &&
        (ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) || ts.isNumericLiteral(member.name)) &&
        member.name.text !== '__proto__' &&
        isData(member.initializer, constants),
    );
  }
  if (ts.isPropertyAccessExpression(node))
    return ts.isIdentifier(node.expression) && node.expression.text === 'schemas';
  if (ts.isCallExpression(node)) return isValibot(node.expression) && every(node.arguments);
  return [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind);
}

function isValibot(called: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(called) &&
    ts.isIdentifier(called.expression) &&
    called.expression.text === 'v' &&
    VALIBOT.has(called.name.text)
  );
}
