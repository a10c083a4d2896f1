import type {
  DeliveryRow,
  LinkRow,
  NotificationRow,
  OrderRow,
  PaymentRequestRow,
  PaymentRow,
  RefundRow,
  TokenRow,
} from './rows.ts';
import type { Store, Table } from './store.ts';

export interface Tables {
  readonly orders: Table<OrderRow>;
  readonly links: Table<LinkRow>;
  readonly payments: Table<PaymentRow>;
  readonly refunds: Table<RefundRow>;
  readonly requests: Table<PaymentRequestRow>;
  readonly tokens: Table<TokenRow>;
  readonly notifications: Table<NotificationRow>;
  readonly deliveries: Table<DeliveryRow>;
}

export function openTables(store: Store): Tables {
  return {
    orders: store.table<OrderRow>('order', ['reference']),
    links: store.table<LinkRow>('link', ['order_id', 'token']),
    payments: store.table<PaymentRow>('payment', ['order_id', 'link_id']),
    refunds: store.table<RefundRow>('refund', ['payment_id', 'idempotency_key']),
    requests: store.table<PaymentRequestRow>('payment request', ['order_id', 'unique_identifier']),
    tokens: store.table<TokenRow>('token'),
    notifications: store.table<NotificationRow>('notification', ['request_id']),
    deliveries: store.table<DeliveryRow>('delivery', ['subject', 'status']),
  };
}
