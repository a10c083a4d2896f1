import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { isObject, type JsonObject } from '../shared/document.ts';
import { MARK, markAmounts } from './amounts.ts';
import type { OperationEntry } from './operations.ts';

/** The types of a document: paths, operations, schemas. Amounts of requests are `AmountInput`, enums stay open. */
export async function emitPaths(document: JsonObject, entries: readonly OperationEntry[]): Promise<string> {
  const marked = structuredClone(document);
  for (const { path, method, amounts } of entries) {
    const operation = ((marked['paths'] as JsonObject)[path] as JsonObject)[method.toLowerCase()] as JsonObject;
    markAmounts(marked, operation, amounts);
  }
  const amountInput = ts.factory.createTypeReferenceNode('AmountInput');
  const openText = ts.factory.createTypeReferenceNode('OpenText');
  const ast = await openapiTS(marked as never, {
    silent: true,
    defaultNonNullable: false,
    transform(node, { path }) {
      const schema = node as unknown as JsonObject;
      if (schema[MARK] === true) return amountInput;
      const isRequest = /\/(parameters|requestBody)\b/.test(path ?? '');
      const known = knownTexts(schema, !isRequest);
      return known && ts.factory.createUnionTypeNode([...known.map(literal), openText]);
    },
  });
  return [
    `import type { AmountInput } from '../../src/money/amount.ts';`,
    '',
    '/** Any other text: the set is open, and known values still complete in an editor. */',
    'type OpenText = string & {};',
    '',
    astToString(ast),
  ].join('\n');
}

/** The known values of an open set of strings. An enum in an answer counts as open, whatever the document says. */
function knownTexts(schema: JsonObject, answers: boolean): string[] | undefined {
  const { enum: values } = schema;
  // One value alone is a discriminator.
  if (schema['type'] === 'string' && Array.isArray(values))
    return answers && values.length > 1 ? values.map(String) : undefined;
  const choices = schema['anyOf'];
  if (!Array.isArray(choices) || !choices.every((choice) => isObject(choice) && choice['type'] === 'string'))
    return undefined;
  const known = choices.flatMap((choice) => (isObject(choice) && Array.isArray(choice['enum']) ? choice['enum'] : []));
  return known.length > 0 ? known.map(String) : undefined;
}

function literal(value: string): ts.LiteralTypeNode {
  return ts.factory.createLiteralTypeNode(ts.factory.createStringLiteral(value));
}
