import { fieldsOf } from '../wire/fields-of.ts';

// Matches from the `@` and looks behind for the name: a pattern that begins with the name would be tried at every position.
const E_MAIL = /@(?<=([^\s"'<>@:;,=]{1,64})@)[^\s"'<>@:;,]{1,255}/g;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g;
const CREDENTIAL = /\b(?:Bearer\s+[^\s"',;\\]+|MAC id=[^\n]*)/g;
// What a JSON Web Token is made of. One pattern for the whole token would read to the end again from each `eyJ`.
const TOKEN_CHARACTERS = /[\w.-]+/g;
// Shorter values occur in any text by chance, and are taken out as whole words only.
const MIN_VALUE_LENGTH = 6;
const MIN_WORD_LENGTH = 2;
// Longer text is truncated before it is searched.
const MAX_TEXT_LENGTH = 8192;

/**
 * Text from a server or a lower layer, with everything that looks like personal data or a credential removed.
 *
 * @param sensitiveValues What the request itself contained and must not show up, however it was encoded on the wire.
 */
export function redact(text: string, sensitiveValues: Iterable<string> = []): string {
  return createRedact(sensitiveValues)(text);
}

/** `redact` for many texts of one response. */
export function createRedact(sensitiveValues: Iterable<string> = []): (text: string) => string {
  const values = [...sensitiveValues];
  const encodings = encodingsOf(values);
  const words = wordsOf(values);
  return (text) => {
    let clean = text.slice(0, MAX_TEXT_LENGTH);
    for (const value of encodings) clean = clean.replaceAll(value, '[redacted]');
    if (words) clean = clean.replace(words, '[redacted]');
    clean = clean.replace(TOKEN_CHARACTERS, withoutToken).replace(CREDENTIAL, '[credential]');
    return withoutEmail(clean).replace(IBAN, '[IBAN]');
  };
}

function withoutEmail(text: string): string {
  let [clean, end] = ['', 0];
  for (const { 0: match, 1: name = '', index } of text.matchAll(E_MAIL)) {
    const start = Math.max(end, index - name.length);
    if (start === index) continue;
    clean += `${text.slice(end, start)}[e-mail]`;
    end = index + match.length;
  }
  return clean + text.slice(end);
}

function withoutToken(run: string): string {
  const start = run.search(/\beyJ/);
  return start >= 0 && run.lastIndexOf('.') > start + 3 ? `${run.slice(0, start)}[credential]` : run;
}

/** Only the name, code and redacted message of a lower layer's error: the error itself may hold the whole request. */
export function safeCause(error: unknown, sensitiveValues: readonly string[] = [], depth = 0): Error | undefined {
  if (!(error instanceof Error) || depth > MAX_CAUSES) return undefined;
  const { code } = fieldsOf(error);
  const inner = safeCause(error.cause, sensitiveValues, depth + 1);
  const safe = new Error(redact(error.message, sensitiveValues), inner && { cause: inner });
  safe.name = redact(error.name, sensitiveValues);
  safe.stack = `${safe.name}: ${safe.message}`;
  if (typeof code === 'string') Object.assign(safe, { code: redact(code, sensitiveValues) });
  return safe;
}

// A chain of causes may be circular.
const MAX_CAUSES = 10;

/**
 * Each value as is, in a URL, in a form, in JSON, in HTML and in base64; longest first, so that no replacement leaves part
 * of another.
 */
function encodingsOf(values: readonly string[]): string[] {
  const all = new Set<string>();
  for (const value of values) {
    if (value.length < MIN_VALUE_LENGTH || /\p{Cs}/u.test(value)) continue;
    const encoded = encodeURIComponent(value);
    const html = value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
    for (const one of [value, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(value).slice(1, -1), html])
      all.add(one);
    for (const quote of ['&#039;', '&#x27;', '&apos;']) all.add(html.replaceAll('&#39;', quote));
    for (const one of base64Of(value)) all.add(one).add(one.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...all].sort((a, b) => b.length - a.length);
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  ...{ '"': '&quot;', "'": '&#39;' },
};

/** The base64 forms of a value, one for each of the three offsets at which it can begin in the encoded bytes. */
function base64Of(value: string): string[] {
  const bytes = String.fromCharCode(...new TextEncoder().encode(value.slice(0, MAX_TEXT_LENGTH)));
  return [0, 1, 2].map((before) => {
    const whole = btoa('\0'.repeat(before) + bytes).replace(/=+$/, '');
    // The first and the last character may contain bits of the neighboring bytes.
    return whole.slice([0, 2, 3][before], (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
}

/** Short values, as whole words, in any case. */
function wordsOf(values: readonly string[]): RegExp | undefined {
  const words = values.filter(({ length }) => length >= MIN_WORD_LENGTH && length < MIN_VALUE_LENGTH);
  if (words.length === 0) return undefined;
  const escaped = [...new Set(words)].map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}
