export {
  isWebhookVerificationError,
  type WebhookRefusal,
  WebhookVerificationError,
} from '../errors/webhook-verification-error.ts';
export type * from './events.ts';
export * from './fulfilment.ts';
export * from './handler.ts';
export type { WebhookHeaders } from './headers.ts';
export { type Claim, type Inbox, type LeaseOptions, type MemoryInboxOptions, memoryInbox } from './inbox/inbox.ts';
export { webhookKey } from './inbox/inbox-key.ts';
export * from './node-listener.ts';
export type { WebhookSecret } from './secrets.ts';
export * from './sign.ts';
export { isTest } from './test-mark.ts';
export { type VerifyWebhookInput, verifyWebhook } from './verify.ts';
