const E_MAIL = /[^\s"'<>@:;,=]{1,64}@[^\s"'<>@:;,]{1,255}/g;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g;
const CREDENTIAL = /\b(?:eyJ[\w-]+(?:\.[\w-]*){1,2}|Bearer\s+[^\s"',;\\]+|MAC id=[^\n]*)/g;
// Shorter ones stand in any text by chance.
const SHORTEST_KNOWN = 6;
// A text that is longer is cut before it is searched.
const LONGEST = 8192;

/**
 * Text of a server or a lower layer, without what looks like personal data or a credential.
 *
 * @param sensitiveValues What the request itself carried and must not come back, however it was spelled on the wire.
 */
export function redact(text: string, sensitiveValues: Iterable<string> = []): string {
  let clean = text.slice(0, LONGEST);
  for (const value of spellings(sensitiveValues)) clean = clean.replaceAll(value, '[redacted]');
  return clean.replace(CREDENTIAL, '[credential]').replace(E_MAIL, '[e-mail]').replace(IBAN, '[IBAN]');
}

/** A lower layer's error by its name, code and redacted message only: it may hold the request, headers and all. */
export function safeCause(error: unknown, sensitiveValues: readonly string[] = [], depth = 0): Error | undefined {
  if (!(error instanceof Error) || depth > CAUSES_AT_MOST) return undefined;
  const { code } = error as { code?: unknown };
  const inner = safeCause(error.cause, sensitiveValues, depth + 1);
  const safe = new Error(redact(error.message, sensitiveValues), inner && { cause: inner });
  safe.name = redact(error.name, sensitiveValues);
  safe.stack = `${safe.name}: ${safe.message}`;
  if (typeof code === 'string') Object.assign(safe, { code: redact(code, sensitiveValues) });
  return safe;
}

// A chain of causes may bite its own tail.
const CAUSES_AT_MOST = 10;

/** As it is, in a URL, in a form and in JSON; the longest first, so that none leaves a rest of another. */
function spellings(sensitiveValues: Iterable<string>): string[] {
  const all = new Set<string>();
  for (const value of sensitiveValues) {
    if (value.length < SHORTEST_KNOWN || /\p{Cs}/u.test(value)) continue;
    const encoded = encodeURIComponent(value);
    for (const one of [value, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(value).slice(1, -1)])
      all.add(one);
  }
  return [...all].sort((a, b) => b.length - a.length);
}
