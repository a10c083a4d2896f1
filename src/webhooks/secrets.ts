import type { Secret } from '../auth/secret.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';

/**
 * The OAuth client secret of the order's project; Paysera has no separate webhook secret. The type allows `undefined`
 * for `process.env`, but it is rejected at run time.
 */
export type WebhookSecret = string | Pick<Secret, 'reveal'> | undefined;

/** Reveals one or several secrets. Rejects an empty one, with which anybody could sign. */
export function revealAll(secret: WebhookSecret | readonly WebhookSecret[]): string[] {
  const all = [secret].flat().map((one) => (typeof one === 'object' ? one?.reveal() : one));
  if (all[0] && all.every(Boolean)) return all as string[];
  throw new ConfigurationError('`secret` is empty; pass the OAuth client secret.');
}
