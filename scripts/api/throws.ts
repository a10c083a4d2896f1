import ts from 'typescript';

/**
 * Whether calling a function may throw synchronously: it contains a `throw`, or calls one of our functions that may
 * throw. A nested function runs later, and an async function rejects instead of throwing.
 */
export function canThrow(
  checker: ts.TypeChecker,
  node: ts.SignatureDeclaration,
  seen: Set<ts.Node> = new Set(),
): boolean {
  if (seen.has(node) || !('body' in node) || isAsync(node)) return false;
  seen.add(node);
  const search = (at: ts.Node): boolean => {
    if (ts.isThrowStatement(at)) return true;
    if (ts.isTryStatement(at) && at.catchClause)
      return search(at.catchClause) || Boolean(at.finallyBlock && search(at.finallyBlock));
    if (ts.isFunctionLike(at)) return false;
    if (ts.isCallExpression(at) || ts.isNewExpression(at)) {
      const called = checker.getResolvedSignature(at)?.declaration;
      if (called && ts.isFunctionLike(called) && isOwnCode(called) && canThrow(checker, called, seen)) return true;
    }
    return Boolean(at.forEachChild((child) => search(child) || undefined));
  };
  const { body } = node as { body?: ts.Node };
  return body !== undefined && search(body);
}

function isOwnCode(node: ts.Node): boolean {
  return !/\/node_modules\/|\/generated\//.test(node.getSourceFile().fileName);
}

function isAsync(node: ts.SignatureDeclaration): boolean {
  return (
    ts.canHaveModifiers(node) && Boolean(ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword))
  );
}
