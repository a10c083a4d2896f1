import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What is printed below a refusal: an edit of the overlay, what else to do, either, or nothing. */
export type Help = 'fix' | 'advice' | 'either' | 'none';

/** A refusal that the code can print. */
export interface Known {
  /** Its text, with `…` for what differs from one to the next. */
  readonly text: string;
  readonly help: Help;
}

/** Every call and constructor of the generator and the commands that makes a refusal, by its name and the place of its text. */
const MAKERS: Readonly<Record<string, number>> = {
  BuildError: 0,
  YamlError: 0,
  'causes.error': 0,
  refuse: 1,
  report: 1,
};

/** All refusals in the sources of these folders. */
export function knownRefusals(folders: readonly string[]): Known[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .flatMap((name) => refusalsIn(join(folder, name))),
  );
}

function refusalsIn(path: string): Known[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Known[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
      const name = node.expression.getText(source);
      const place = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
      const argument = place === undefined ? undefined : node.arguments?.[place];
      // What only passes on the text of another maker, with a location before it, is not counted.
      const isBuiltBefore = name === 'causes.error' && argument && ts.isIdentifier(argument);
      const text = isBuiltBefore ? `(${argument.text})` : argument && textOf(argument);
      if (text !== undefined && text !== '…')
        found.push({ text, help: helpIn(node.arguments?.slice((place ?? 0) + 1) ?? [], source) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The words of a literal, without the location that it begins with. */
function textOf(node: ts.Expression): string | undefined {
  if (ts.isBinaryExpression(node)) return (textOf(node.left) ?? '…') + (textOf(node.right) ?? '…');
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return (node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')).replace(/^… /, '');
}

function helpIn(rest: readonly ts.Expression[], source: ts.SourceFile): Help {
  const text = rest.map((argument) => argument.getText(source)).join();
  const isFix = /\b(fix|add)\b/.test(text);
  const isAdvice = /\badvice\b/.test(text);
  if (/^(remedy|remedyFor\w+\(.*\))$/.test(text) || (isFix && isAdvice)) return 'either';
  return isFix ? 'fix' : isAdvice ? 'advice' : 'none';
}
