import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type Document, isMap, isNode, isPair, isScalar, LineCounter } from 'yaml';
import { printable } from '../../src/cli/printable.ts';
import { offsetOfPart, placesInJson } from './json-places.ts';
import { parseYaml, YamlError } from './parse-yaml.ts';
import { remember } from './remember.ts';

/** A new action of an overlay. */
export interface NewAction {
  readonly target: string;
  readonly description?: string;
  readonly 'x-unless'?: string;
  readonly update?: Json;
  readonly remove?: true;
}

/** An edit of an overlay that would remove the cause of an error or a warning. */
export type OverlayFix = OverlayEdit & {
  readonly overlay: string;
  /** 0 for what is wrong with the document as it is, 1 for what is wrong once those edits are made, and so on. */
  readonly step?: number;
};

/** Actions that are there already are named by their number. */
export type OverlayEdit =
  | { readonly add: NewAction; readonly before?: number }
  | { readonly retarget: number; readonly to: string }
  | { readonly drop: number };

/** What helps against an error or a warning. */
export interface Remedy {
  readonly fix?: OverlayFix | undefined;
  /** What to do where no edit of the overlay can be drafted: with the document, with the vendor, or by a decision. */
  readonly advice?: string | undefined;
}

/** An error that stops a build: one line that names the file and the location. */
export class BuildError extends Error implements Remedy {
  override name = 'BuildError';
  readonly fix: OverlayFix | undefined;
  readonly advice: string | undefined;

  constructor(message: string, { fix, advice, ...options }: ErrorOptions & Remedy = {}) {
    super(message, options);
    this.fix = fix;
    this.advice = advice;
  }
}

/** Several errors that stop a build, all found before any is reported. */
export class BuildErrors extends BuildError {
  readonly errors: readonly BuildError[];

  constructor(errors: readonly BuildError[]) {
    super(errors.map(({ message }) => message).join('\n'));
    this.errors = errors;
  }
}

/** Ends a script: prints one line for an error that the user can fix, and the whole error for a bug. */
export function fail(error: unknown, code = 1): void {
  const isUsage = String((error as NodeJS.ErrnoException | undefined)?.code).startsWith('ERR_PARSE_ARGS');
  if (error instanceof BuildErrors) for (const one of error.errors) console.error(describeCause(one));
  else if (error instanceof BuildError) console.error(describeCause(error));
  else console.error(isUsage ? oneLine((error as Error).message) : error);
  process.exitCode = code;
}

/** One line for what is wrong, and one for what helps: the edit of the overlay, or else what to do. */
export function describeCause({ message, fix, advice }: Remedy & { readonly message: string }): string {
  const help = fix ? `fix in ${fix.overlay}: ${describeFix(fix)}` : advice && `what to do: ${advice}`;
  return help ? `${oneLine(message)}\n    ${oneLine(help)}` : oneLine(message);
}

function describeFix(fix: OverlayFix): string {
  if ('drop' in fix) return `remove action ${fix.drop}`;
  if ('retarget' in fix) return `in action ${fix.retarget}, target: ${fix.to}`;
  if (fix.before === undefined) return `- ${JSON.stringify(fix.add)}`;
  // A whole operation, which has no place on a line.
  return `before action ${fix.before}, one with x-unless that adds the operation; --write-overlay writes it`;
}

// A message quotes the document, which may contain anything.
const LONGEST_MESSAGE = 1000;

function oneLine(message: string): string {
  const line = printable(message.slice(0, LONGEST_MESSAGE).replaceAll(/\s*\n\s*/g, ' '));
  return message.length > LONGEST_MESSAGE ? `${line}…` : line;
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** Locates keys in the overlay or the document, whichever contains them. */
export type LocationOf = (keys: readonly (string | number)[]) => string;

/** A YAML or JSON file, with the location of everything in it. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
  readonly value: JsonObject;
  /** `openapi/checkout.yaml:12:5` for the node at these keys, or for the nearest one above it. */
  readonly locationOf: LocationOf;
}

export function readSource(path: string): SourceFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BuildError(`${relative(process.cwd(), path)} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  return parseSource(text, path);
}

export function parseSource(text: string, path: string): SourceFile {
  const { value, lines, offsetOf } = parseText(text, path);
  const file = relative(process.cwd(), path);
  if (!value)
    throw new BuildError(`${file}:1:1 is not a document: expected an object at the top.`, { advice: UNPARSED });
  return { file, text, value: value(), locationOf: (keys) => locationAt(file, lines, offsetOf(keys)) };
}

/** An overlay applies only to what was parsed. */
const UNPARSED = 'edit the file there, or ask whoever sent it for one that parses; an overlay cannot help before that.';

interface ParsedText {
  /** A copy of it each time; absent unless it is an object. */
  readonly value: (() => JsonObject) | undefined;
  readonly lines: LineCounter;
  readonly offsetOf: (keys: readonly (string | number)[]) => number;
}

// A committed document is read for its paths, as the base and again for the next command. Parsing is most of that.
const parsed = remember((text): ParsedText => {
  const places = placesInJson(text);
  if (places) {
    return {
      value: () => JSON.parse(text),
      lines: lineCounterOf(text),
      offsetOf: (keys) => offsetOfPart(places, keys),
    };
  }
  const lines = new LineCounter();
  const document = parseYaml(text, lines);
  const value = isMap(document.contents) ? () => document.toJS() : undefined;
  return { value, lines, offsetOf: (keys) => offsetOf(document, keys) };
});

function parseText(text: string, path: string): ParsedText {
  const at = (offset: number) => locationAt(relative(process.cwd(), path), lineCounterOf(text), offset);
  try {
    return parsed(text);
  } catch (error) {
    if (error instanceof YamlError) {
      throw new BuildError(`${at(error.offset)} ${error.message}`, { advice: UNPARSED });
    }
    // The parser calls itself for what is within; what is known to take it too deep is refused before.
    if (error instanceof RangeError) {
      throw new BuildError(`${at(0)} cannot be parsed: ${error.message}.`, { advice: UNPARSED });
    }
    throw error;
  }
}

/** The lines of a text that parseYaml has not read to its end. */
function lineCounterOf(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start >= 0; start = text.indexOf('\n', start) + 1 || -1) lines.addNewLine(start);
  return lines;
}

function locationAt(file: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
}

function offsetOf(document: Document, keys: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of keys) {
    if (!isNode(node) || !('items' in node)) return offset;
    const items = node.items as unknown[];
    const item = isMap(node)
      ? items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(key))
      : items[Number(key)];
    if (isPair(item)) {
      offset = isScalar(item.key) ? (item.key.range?.[0] ?? offset) : offset;
      node = item.value;
    } else if (isNode(item)) {
      offset = item.range?.[0] ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}

/** `#/paths/~1orders/get` → `['paths', '/orders', 'get']`. */
export function keysOf(pointer: string): string[] {
  const keys = pointer.replace(/^#?\/?/, '').split('/');
  return keys.filter(Boolean).map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Follows a local `$ref`, through further ones. */
export function deref(document: JsonObject, node: Json | undefined): JsonObject | undefined {
  for (let hops = 0; isObject(node) && typeof node['$ref'] === 'string'; hops++) {
    if (hops > 50) return undefined;
    node = target(document, node['$ref']);
  }
  return isObject(node) ? node : undefined;
}

function target(document: JsonObject, pointer: string): Json | undefined {
  try {
    return keysOf(pointer).reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), document);
  } catch {
    // Not percent-encoded text. Where references are checked, it is reported.
    return undefined;
  }
}
