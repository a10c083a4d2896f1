export {
  createMacSigner,
  explainMac,
  type MacExplanation,
  type MacOptions,
  type MacRequest,
  type MacSigner,
} from './auth/mac.ts';
export { createTokenSource, type TokenOutcome, type TokenSource, type TokenSourceOptions } from './auth/oauth.ts';
export { Secret } from './auth/secret.ts';
export type { StoredToken, TokenStore } from './auth/token-store.ts';
export { type Checkout, type CheckoutOptions, createCheckout } from './checkout/checkout.ts';
export type { CreatePaymentMethod } from './checkout/create-payment/create-payment.ts';
export type { CreatedPayment, CreatePayment } from './checkout/create-payment/payment-input.ts';
export type {
  CreatedOrder,
  CreateOrder,
  Order,
  OrderFilter,
  OrderSummary,
  Orders,
  UpdatedOrder,
  UpdateOrder,
} from './checkout/orders.ts';
export type {
  CreatedPaymentLink,
  CreatePaymentLink,
  PaymentLink,
  PaymentLinkFilter,
  PaymentLinks,
  UpdatePaymentLink,
} from './checkout/payment-links.ts';
export type {
  PaymentMethod,
  PaymentMethodFilter,
  PaymentMethodList,
  PaymentMethods,
} from './checkout/payment-methods.ts';
export type {
  CreateRefund,
  Payment,
  PaymentFilter,
  PaymentSummary,
  Payments,
  Refund,
  RefundEligibility,
} from './checkout/payments.ts';
export type { Project, ProjectStatus, WebsiteList } from './checkout/project.ts';
export * from './errors/index.ts';
export type { AmountInput } from './money/amount.ts';
export { majorUnits, minorUnits } from './money/minor-units.ts';
export type { ChargeMethod } from './recurring-billing/charge/charge.ts';
export type * from './recurring-billing/charge/charge-input.ts';
export { issuedTokenOf } from './recurring-billing/issued-token.ts';
export type { CallbackOptions, HandleCallback } from './recurring-billing/notifications/callback.ts';
export type { NotificationHandler, NotificationHandlers } from './recurring-billing/notifications/deliver.ts';
export type { Drain, DrainOptions, DrainResult } from './recurring-billing/notifications/drain.ts';
export type { Notification } from './recurring-billing/notifications/notification.ts';
export type { NotificationFilter, Notifications } from './recurring-billing/notifications/notifications.ts';
export type {
  CapturePaymentRequest,
  CreatePaymentRequest,
  PaymentRequest,
  PaymentRequestFilter,
  PaymentRequestMethod,
  PaymentRequestMethodFilter,
  PaymentRequestPartial,
  PaymentRequestPublicInfo,
  PaymentRequests,
  StartedPayment,
  StartPayment,
} from './recurring-billing/payment-requests.ts';
export {
  type PriceEncoding,
  type PriceOptions,
  type ReturnedPrice,
  readPrice,
} from './recurring-billing/read-price.ts';
export {
  createRecurringBilling,
  type RecurringBilling,
  type RecurringBillingOptions,
} from './recurring-billing/recurring-billing.ts';
export type { RequestMethod, RequestOptions } from './runtime/call/api/request.ts';
export { type Metadata, metadataOf } from './runtime/call/metadata.ts';
export type { PayseraEvent } from './runtime/events.ts';
export type { Logger, LogLevel } from './runtime/log.ts';
export type { CallOptions, ClientOptions } from './runtime/options.ts';
export type { Page } from './runtime/pagination/page.ts';
export type { PageList } from './runtime/pagination/page-list.ts';
export {
  type Facts,
  type Intent,
  type IntentFilter,
  type IntentStore,
  memoryIntents,
} from './runtime/recovery/intents/intents.ts';
export type { Intents, ResolvedIntent } from './runtime/recovery/recovery.ts';
export { describeOperation, type OperationDescription, type OperationId } from './runtime/retry/describe-operation.ts';
export type { RetryOptions } from './runtime/retry/retry-options.ts';
export type { Claims } from './runtime/state/claims.ts';
export type { GateStore, Place, PlaceRequest } from './runtime/state/gate-store.ts';
export * from './runtime/state/memory-state.ts';
export type { SealedTokens } from './runtime/state/sealed-tokens.ts';
export type { State } from './runtime/state/state.ts';
export { createRateGate, type RateGate, type RateGateOptions } from './runtime/transport/gate/rate-gate.ts';
export type { AppInfo } from './runtime/user-agent.ts';
export type { Validation } from './runtime/validation/validate.ts';
