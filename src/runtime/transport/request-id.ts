import { type CallState, type Identity, plainCredentials } from './call-state.ts';

const SHORTEST_SECRET = 6;

/** Reads the id of a request from the headers of its response. */
export function identityOf(
  headers: Headers,
  { settings, request: { body = '' }, authorizations }: CallState,
): () => Identity {
  return () => {
    const requestId = headers.get('x-request-id') ?? headers.get('paysera-correlation-id') ?? '';
    const carried = { body, authorizations, credentials: plainCredentials(settings) };
    return isServerRequestId(requestId, carried) ? { requestId } : {};
  };
}

/**
 * Whether a request id is Paysera's own, and neither part of something that was sent nor a text around a credential.
 *
 * @param authorizations Each `Authorization` that was sent.
 * @param credentials What they were made of, in plain text.
 */
export function isServerRequestId(
  requestId: string,
  {
    body,
    authorizations,
    credentials,
  }: { body: string; authorizations: readonly string[]; credentials: readonly string[] },
): boolean {
  if (!/^[\w.:/+=-]{1,100}$/.test(requestId)) return false;
  if (requestId.length < SHORTEST_SECRET) return true;
  const plain = requestId.toLowerCase();
  const decoded = fromBase64(requestId).toLowerCase();
  const echoes = (text: string) => text.toLowerCase().includes(plain);
  const holds = (secret: string) =>
    secret.length >= SHORTEST_SECRET && `${plain} ${decoded}`.includes(secret.toLowerCase());
  if (echoes(body) || authorizations.some(echoes) || credentials.some(echoes) || credentials.some(holds)) return false;
  return !authorizations.some((authorization) => secretsOf(authorization).some(holds));
}

/** What a text says in base64; nothing where it is none. */
function fromBase64(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}

/** `Bearer <token>` and `MAC id="…", nonce="…", mac="…"`: what is secret of them. */
function secretsOf(authorization: string): string[] {
  // Between the values of a MAC are spaces and commas, which no request id has.
  return authorization.split(authorization.includes('"') ? '"' : ' ').slice(1);
}
