import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Api } from './apis.ts';

const CLIENT: Record<Api, string> = { checkout: 'checkout', 'recurring-billing': 'recurring' };

/**
 * Our method for each operation, as a caller writes it: `createOrder` → `checkout.orders.create`. Read from the resource
 * files, where each operation is named once.
 */
export function methodsOf(api: Api): ReadonlyMap<string, string> {
  const methods = known.get(api) ?? readMethods(api);
  known.set(api, methods);
  return methods;
}

const known = new Map<Api, ReadonlyMap<string, string>>();

function readMethods(api: Api): ReadonlyMap<string, string> {
  const folder = join(import.meta.dirname, '../..', 'src', api);
  const methods = new Map<string, string>();
  for (const file of readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((name) =>
    name.endsWith('.ts'),
  )) {
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.Latest, true);
    source.forEachChild((statement) => {
      if (!ts.isFunctionDeclaration(statement) || !statement.name?.text.startsWith('create')) return;
      const [first = '', ...rest] = statement.name.text.slice('create'.length);
      const resource = first.toLowerCase() + rest.join('');
      forEachMember(statement, (name, member) => {
        for (const operation of operationsIn(member, functionsIn(statement))) {
          if (!methods.has(operation)) methods.set(operation, `${CLIENT[api]}.${resource}.${name}`);
        }
      });
    });
  }
  return methods;
}

function forEachMember(node: ts.Node, found: (name: string, member: ts.Node) => void): void {
  node.forEachChild((child) => {
    const isMember = ts.isPropertyAssignment(child) || ts.isMethodDeclaration(child);
    if (isMember && ts.isObjectLiteralExpression(child.parent) && ts.isIdentifier(child.name))
      found(child.name.text, child);
    else forEachMember(child, found);
  });
}

/** What is assigned to each name within a function. */
function functionsIn(resource: ts.FunctionDeclaration): Map<string, ts.Node> {
  const functions = new Map<string, ts.Node>();
  for (const statement of resource.body?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer) functions.set(name.getText(), initializer);
    }
  }
  return functions;
}

/** The ids in `call('getOrder', …)` and `listByCursor(call, 'listOrders', …)`, also in the functions that are called. */
function operationsIn(node: ts.Node, functions: Map<string, ts.Node>): string[] {
  const ids: string[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isCallExpression(at)) {
      const called = at.expression.getText();
      const id = at.arguments.find((argument) => ts.isStringLiteral(argument));
      if (/^(call|list\w*)$/.test(called) && id) ids.push((id as ts.StringLiteral).text);
      const own = functions.get(called);
      functions.delete(called);
      if (own) visit(own);
    }
    at.forEachChild(visit);
  };
  visit(node);
  return ids;
}
