export {
  isWebhookVerificationError,
  type WebhookRefusal,
  WebhookVerificationError,
} from '../errors/webhook-verification-error.ts';
export type {
  OrderWebhook,
  PaymentWebhook,
  RefundWebhook,
  SnapshotOrder,
  UnknownWebhook,
  WebhookEvent,
} from './events.ts';
export * from './fulfilment.ts';
export { createWebhookHandler } from './handler.ts';
export type * from './handler-options.ts';
export type { WebhookHeaders } from './headers.ts';
export type { NodeRequest, NodeResponse } from './http/node-exchange.ts';
export * from './http/node-listener.ts';
export type { SetAsideEvent } from './inbox/delivery.ts';
export type { Claim, EventClaim, Inbox, LeaseOptions, MemoryInboxOptions } from './inbox/inbox.ts';
export { webhookKey } from './inbox/inbox-key.ts';
export { memoryInbox } from './inbox/memory-inbox.ts';
export type { WebhookSecret } from './secrets.ts';
export * from './sign.ts';
export { isTest } from './test-mark.ts';
export { type VerifyWebhookInput, verifyWebhook } from './verify.ts';
