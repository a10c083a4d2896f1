import { Composer, type CST, type Document, isNode, isScalar, Lexer, type LineCounter, Parser, visit } from 'yaml';

// The documents of these APIs have 27,000 tokens and nest 17 deep.
const MOST_TOKENS = 250_000;
const DEEPEST = 100;

/** Why a text cannot be read as a document, and at which character. */
export class YamlError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Parses YAML, and so JSON, in time linear in its length. Aliases and merge keys are refused: a few
 * lines of them expand to gigabytes, or endlessly, and an OpenAPI document shares parts with `$ref`.
 */
export function parseYaml(text: string, lines: LineCounter): Document.Parsed {
  // Keys are compared below: yaml compares each with each.
  const composer = new Composer({ lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const [document, second] = composer.compose(tokensOf(text, lines), true, text.length);
  if (!document) throw new YamlError('the text holds no document.', 0);
  const [broken] = document.errors;
  if (broken) throw new YamlError(broken.message, broken.pos[0]);
  if (second) throw new YamlError('a second document begins here; expected one.', second.range[0]);
  visit(document, {
    Alias(_, { source, range }) {
      throw new YamlError(`*${source} is an alias; write out what it stands for, or use a $ref.`, range?.[0] ?? 0);
    },
    Map(_, { items, range }) {
      const names = new Set<string>();
      for (const { key } of items) {
        const offset = (isNode(key) ? key.range?.[0] : undefined) ?? range?.[0] ?? 0;
        if (!isScalar(key)) throw new YamlError('a key is an alias, a list or an object; expected a name.', offset);
        const name = String(key.value);
        checkName(name, offset);
        if (names.has(name)) throw new YamlError(`${name} is here twice; keys must be unique.`, offset);
        names.add(name);
      }
    },
  });
  return document;
}

/** Stops as soon as a text nests too deep or grows too long: lexer and composer recurse for each level. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  let properties = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // For each in a row, the lexer calls itself once more.
    if (/^[!&]/.test(lexeme)) properties++;
    else if (/\S/.test(lexeme)) properties = 0;
    if (properties > DEEPEST) throw new YamlError(`more than ${DEEPEST} tags and anchors in a row.`, parser.offset);
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST) throw new YamlError(`more than ${DEEPEST} levels deep.`, parser.offset);
    if (++count > MOST_TOKENS) throw new YamlError(`more than ${MOST_TOKENS} tokens.`, parser.offset);
  }
  yield* parser.end();
}

/** Names become members of objects, and parts of the generated code and of messages. */
export function checkName(name: string, offset: number): void {
  if (name === '<<') throw new YamlError('<< is a merge key; write out the members that it stands for.', offset);
  if (name === '__proto__') throw new YamlError('__proto__ is no name for a member.', offset);
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(name)) {
    throw new YamlError('a key holds a control character; expected a name on one line.', offset);
  }
}
