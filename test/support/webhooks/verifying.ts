import { expect } from 'vitest';
import { isPayseraError } from '../../../src/errors/paysera-error.ts';
import { isWebhookVerificationError } from '../../../src/errors/webhook-verification-error.ts';
import { type VerifyWebhookInput, verifyWebhook } from '../../../src/webhooks/verify.ts';
import { headersOf, hmac, ORDER, SECRET } from './payloads.ts';

export const body = Buffer.from(JSON.stringify(ORDER));

export function verify(input: Partial<VerifyWebhookInput>): ReturnType<typeof verifyWebhook> {
  return verifyWebhook({ body, headers: headersOf(hmac(body)), secret: SECRET, ...input });
}

export async function refusal(input: Partial<VerifyWebhookInput>): Promise<string> {
  const error: unknown = await verify(input).then(
    () => new Error('accepted'),
    (error: unknown) => error,
  );
  if (!isWebhookVerificationError(error)) throw error;
  expect(isPayseraError(error)).toBe(true);
  return error.reason;
}
