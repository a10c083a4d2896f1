import { SENDS_ONCE } from '../../../http/sends-once.ts';
import { fieldsOf } from '../../../wire/fields-of.ts';

// DNS, certificates and handshakes: these always fail before a request is sent.
const BEFORE_A_REQUEST =
  /^(ENOTFOUND|EAI_\w+|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_CERT_ALTNAME_INVALID|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|(TLSV1|SSLV3)_ALERT_(PROTOCOL_VERSION|HANDSHAKE_FAILURE|UNRECOGNIZED_NAME)|TLSV1_UNRECOGNIZED_NAME))$/;
// An established connection that breaks has the same codes, and a request may have been sent on it.
const WHEN_CONNECTING = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|ECONNRESET|EPROTO)$/;

/** Whether a `fetch` is marked so, and the platform's agents are its own. */
export function sendsOnce(fetch: object): boolean {
  const symbols = globalThis as Record<symbol, object | undefined>;
  const agent = symbols[Symbol.for('undici.globalDispatcher.2')] ?? symbols[Symbol.for('undici.globalDispatcher.1')];
  return SENDS_ONCE in fetch && (agent === undefined || agent.constructor.name === 'Agent');
}

/** Whether the connection was never established, so that nothing can have been processed. When in doubt: no. */
export function neverConnected(thrown: unknown): boolean {
  const found = systemError(thrown);
  if (!found) return false;
  const { code, syscall } = found;
  if (code === 'ECONNREFUSED' && syscall === undefined) return true;
  return BEFORE_A_REQUEST.test(code) || (syscall === 'connect' && WHEN_CONNECTING.test(code));
}

/** The system's error code, from anywhere in the chain of causes. */
export function codeOf(thrown: unknown): string | undefined {
  return systemError(thrown)?.code;
}

// When several addresses were tried, all of them failed to connect, and the first one is as good as any.
function systemError(thrown: unknown): { code: string; syscall: unknown } | undefined {
  let error = thrown;
  for (let depth = 0; depth < CAUSES_AT_MOST && typeof error === 'object' && error !== null; depth++) {
    const { code, syscall, cause, errors } = fieldsOf(error);
    const inner = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
    if (typeof code === 'string') return { code, syscall: syscall ?? fieldsOf(inner)['syscall'] };
    error = inner;
  }
  return undefined;
}

// A chain of causes may be circular.
const CAUSES_AT_MOST = 10;
