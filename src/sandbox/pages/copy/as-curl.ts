import { macSigner } from '../../../auth/mac.ts';
import type { SandboxContext } from '../../context.ts';
import { operations } from '../../documents/documents.ts';
import { type Exchange, isTruncated } from '../../http/exchanges.ts';
import { ApiFailure } from '../../http/failure.ts';
import { pathOf } from '../dashboard/message.ts';

/** The headers that change what a call does; curl sends the others itself. */
const KEPT = ['accept', 'content-type', 'idempotency-key', 'x-sandbox-fault'];

/**
 * The call as a command, with credentials that work: a new access token, or a new signature, which Recurring Billing
 * accepts once and for five minutes.
 *
 * @throws {ApiFailure} 409 when its body was too long to be kept.
 */
export async function asCurl(context: SandboxContext, call: Exchange): Promise<string> {
  if (isTruncated(call.request.body))
    throw new ApiFailure(409, 'invalid_request', 'The body was too long to be kept, so it cannot be copied');
  const { clientSecret } = context.credentials;
  const body = call.request.body.replace('client_secret=[secret]', `client_secret=${encodeURIComponent(clientSecret)}`);
  const url = context.origin + pathOf(call);
  const authorization = await authorizationOf(context, { ...call, url, body });
  const headers = Object.entries(call.request.headers).filter(([name]) => KEPT.includes(name));
  if (authorization !== undefined) headers.unshift(['Authorization', authorization]);
  return [
    `curl -X ${call.method} ${quoted(url)}`,
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === '' ? [] : [`--data-raw ${quoted(body)}`]),
  ].join(' \\\n  ');
}

function authorizationOf(
  context: SandboxContext,
  { operation, method, url, body }: Pick<Exchange, 'operation' | 'method' | 'url'> & { readonly body: string },
): Promise<string> | undefined {
  const { auth } = operations.find(({ id }) => id === operation) ?? {};
  const { accessTokens, clock, credentials, settings } = context;
  if (auth === 'oauth') return accessTokens.issue(settings.tokenLifetime).then((token) => `Bearer ${token}`);
  if (auth === 'mac') return macSigner({ ...credentials, now: clock.now })({ method, url, body });
  return undefined;
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
