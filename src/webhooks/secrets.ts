import type { Secret } from '../auth/secret.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';

/**
 * The OAuth client secret of the order's project. Paysera has no other secret for webhooks. `undefined` is there for
 * `process.env`, and refused when it runs.
 */
export type WebhookSecret = string | Pick<Secret, 'reveal'> | undefined;

/** The texts of one secret or of several. An empty one would accept what anybody signs with nothing. */
export function revealAll(secret: WebhookSecret | readonly WebhookSecret[]): string[] {
  const all = [secret].flat().map((one) => (typeof one === 'object' ? one?.reveal() : one));
  if (all[0] && all.every(Boolean)) return all as string[];
  throw new ConfigurationError('`secret` is empty; expected the OAuth client secret.');
}
