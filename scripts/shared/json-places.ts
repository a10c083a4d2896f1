import { checkName } from './parse-yaml.ts';

/** Where a part of a text begins, and the parts within it: the members of an object by name, the items of a list by number. */
export interface Place {
  readonly offset: number;
  readonly parts?: ReadonlyMap<string, Place> | undefined;
}

// Far from what parseYaml refuses. The documents of these APIs nest 17 deep.
const DEEPEST = 50;
const MOST_PARTS = 50_000;

/** An object or a list whose end is not reached yet. */
interface Open {
  readonly parts: Map<string, Place>;
  readonly isObject: boolean;
  /** The name of the member whose value comes next. */
  member?: { readonly name: string; readonly offset: number } | undefined;
}

/**
 * Where everything in a JSON object begins: what parseYaml finds too, in a tenth of the time. `undefined` for any other text,
 * and for what may have to be refused.
 */
export function placesInJson(text: string): Place | undefined {
  if (!isJsonObject(text)) return undefined;
  const root: Open = { parts: new Map(), isObject: true };
  const open = [root];
  let count = 0;
  for (let at = text.indexOf('{') + 1; ; ) {
    const character = text[at] ?? '';
    const holder = open.at(-1);
    if (!holder) return { offset: 0, parts: root.parts };
    if (character === '}' || character === ']') open.pop();
    if (' \t\r\n,:}]'.includes(character)) {
      at++;
      continue;
    }
    if (++count > MOST_PARTS || open.length > DEEPEST) return undefined;
    const end = endOf(text, at);
    if (holder.isObject && !holder.member) {
      const name: string = JSON.parse(text.slice(at, end));
      checkName(name, at);
      if (holder.parts.has(name)) return undefined;
      holder.member = { name, offset: at };
    } else {
      const { name, offset } = holder.member ?? { name: String(holder.parts.size), offset: at };
      holder.member = undefined;
      const parts = character === '{' || character === '[' ? new Map<string, Place>() : undefined;
      holder.parts.set(name, { offset, parts });
      if (parts) open.push({ parts, isObject: character === '{' });
    }
    at = end;
  }
}

function isJsonObject(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The end of a string, a number or a word of valid JSON, or of the bracket that opens an object or a list. */
function endOf(text: string, start: number): number {
  if (text[start] !== '"') {
    const rest = /[-+.\w]+|./y;
    rest.lastIndex = start;
    rest.test(text);
    return rest.lastIndex;
  }
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** Where the part at these keys begins, or the nearest one above it. */
export function offsetOfPart(place: Place, keys: readonly (string | number)[]): number {
  let found = place;
  for (const key of keys) {
    const part = found.parts?.get(String(key));
    if (!part) break;
    found = part;
  }
  return found.offset;
}
