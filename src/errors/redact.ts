const E_MAIL = /[^\s"'<>@:;,=]{1,64}@[^\s"'<>@:;,]{1,255}/g;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g;
const CREDENTIAL = /\b(?:Bearer\s+[^\s"',;\\]+|MAC id=[^\n]*)/g;
// What a JSON Web Token is made of. One pattern for the whole token would read to the end again from each `eyJ`.
const TOKEN_CHARACTERS = /[\w.-]+/g;
// Shorter values occur in any text by chance.
const MIN_VALUE_LENGTH = 6;
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
  const encodings = encodingsOf(sensitiveValues);
  return (text) => {
    let clean = text.slice(0, MAX_TEXT_LENGTH);
    for (const value of encodings) clean = clean.replaceAll(value, '[redacted]');
    return clean
      .replace(TOKEN_CHARACTERS, withoutToken)
      .replace(CREDENTIAL, '[credential]')
      .replace(E_MAIL, '[e-mail]')
      .replace(IBAN, '[IBAN]');
  };
}

function withoutToken(run: string): string {
  const start = run.search(/\beyJ/);
  return start >= 0 && run.lastIndexOf('.') > start + 3 ? `${run.slice(0, start)}[credential]` : run;
}

/** Only the name, code and redacted message of a lower layer's error: the error itself may hold the whole request. */
export function safeCause(error: unknown, sensitiveValues: readonly string[] = [], depth = 0): Error | undefined {
  if (!(error instanceof Error) || depth > MAX_CAUSES) return undefined;
  const { code } = error as { code?: unknown };
  const inner = safeCause(error.cause, sensitiveValues, depth + 1);
  const safe = new Error(redact(error.message, sensitiveValues), inner && { cause: inner });
  safe.name = redact(error.name, sensitiveValues);
  safe.stack = `${safe.name}: ${safe.message}`;
  if (typeof code === 'string') Object.assign(safe, { code: redact(code, sensitiveValues) });
  return safe;
}

// A chain of causes may be circular.
const MAX_CAUSES = 10;

/** Each value as is, in a URL, in a form and in JSON; longest first, so that no replacement leaves part of another. */
function encodingsOf(sensitiveValues: Iterable<string>): string[] {
  const all = new Set<string>();
  for (const value of sensitiveValues) {
    if (value.length < MIN_VALUE_LENGTH || /\p{Cs}/u.test(value)) continue;
    const encoded = encodeURIComponent(value);
    for (const one of [value, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(value).slice(1, -1)])
      all.add(one);
  }
  return [...all].sort((a, b) => b.length - a.length);
}
