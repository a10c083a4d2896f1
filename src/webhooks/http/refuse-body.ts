import { WebhookVerificationError } from '../../errors/webhook-verification-error.ts';

/**
 * Refuses a body that was read or parsed before it was verified, or may have been.
 *
 * @param parsed The class of a body that is not raw.
 */
export async function refuseBody(reason: 'wrong-signature' | 'body-not-raw', parsed?: string): Promise<never> {
  const { adviceOn } = await import('./raw-body-advice.ts');
  throw new WebhookVerificationError(reason, adviceOn(reason, parsed));
}
