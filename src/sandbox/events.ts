import type { Exchange } from './http/exchanges.ts';
import type {
  DeliveryRow,
  LinkRow,
  NotificationRow,
  OrderRow,
  PaymentRequestRow,
  PaymentRow,
  RefundRow,
} from './store/rows.ts';

/**
 * Something that happened in the sandbox, by `type`: an `exchange` of request and response; a new or changed `order`,
 * `link`, `payment`, `refund`, payment `request`, `notification` or `delivery`, in its current state; the clock moved
 * to `now` (milliseconds since 1970); the fault plans or the project changed; or an `error` in the sandbox itself.
 */
export type SandboxEvent =
  | { readonly type: 'exchange'; readonly exchange: Exchange }
  | { readonly type: 'order'; readonly order: OrderRow }
  | { readonly type: 'link'; readonly link: LinkRow }
  | { readonly type: 'payment'; readonly payment: PaymentRow }
  | { readonly type: 'refund'; readonly refund: RefundRow }
  | { readonly type: 'payment-request'; readonly request: PaymentRequestRow }
  | { readonly type: 'notification'; readonly notification: NotificationRow }
  | { readonly type: 'delivery'; readonly delivery: DeliveryRow }
  | { readonly type: 'clock'; readonly now: number }
  | { readonly type: 'faults' }
  | { readonly type: 'project' }
  | { readonly type: 'error'; readonly error: unknown };

/** Reports what happens in the sandbox, as it happens. */
export interface SandboxEvents {
  /** Calls `listener` for each event, until the returned function is called. */
  on(listener: (event: SandboxEvent) => void): () => void;
  /**
   * Resolves with the next event of a `type`, counting from now. Safe to retry. Never rejects, and waits for as long as
   * it takes.
   *
   * @example
   * const delivered = sandbox.events.next('delivery', ({ delivery }) => delivery.status === 'delivered');
   */
  next<Type extends SandboxEvent['type']>(
    type: Type,
    matches?: (event: Extract<SandboxEvent, { type: Type }>) => boolean,
  ): Promise<Extract<SandboxEvent, { type: Type }>>;
}

export interface Events extends SandboxEvents {
  emit(event: SandboxEvent): void;
}

export function createEvents(): Events {
  const listeners = new Set<(event: SandboxEvent) => void>();
  const on: Events['on'] = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    on,
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    next: (type, matches = () => true) =>
      new Promise((resolve) => {
        const off = on((event) => {
          const narrowed = event as Extract<SandboxEvent, { type: typeof type }>;
          if (event.type !== type || !matches(narrowed)) return;
          off();
          resolve(narrowed);
        });
      }),
  };
}
