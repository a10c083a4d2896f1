const E_MAIL = /[^\s"'<>@:;,=]{1,64}@[^\s"'<>@:;,]{1,255}/g;
const IBAN = /\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/g;
const CREDENTIAL = /\b(?:eyJ[\w-]+(?:\.[\w-]*){1,2}|MAC id="[^"]*"[^\n]*)/g;

/** Text of a server or a lower layer, without what looks like personal data or a credential. */
export function redact(text: string): string {
  return text.replace(CREDENTIAL, '[credential]').replace(E_MAIL, '[e-mail]').replace(IBAN, '[IBAN]');
}

/** A lower layer's error by its name, code and redacted message only: it may hold the request, headers and all. */
export function safeCause(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  const inner = safeCause(error.cause);
  const safe = new Error(redact(error.message), inner && { cause: inner });
  safe.name = error.name;
  safe.stack = `${safe.name}: ${safe.message}`;
  if (typeof code === 'string') Object.assign(safe, { code });
  return safe;
}
