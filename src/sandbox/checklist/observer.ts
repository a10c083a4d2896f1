import type { SandboxContext } from '../context.ts';
import type { Sandbox } from '../start.ts';
import type { DeliveryRow, LinkRow, OrderRow } from '../store/rows.ts';
import type { MerchantChecklistOptions } from './options.ts';

/** The result of a check. */
export interface Finding {
  /** Whether the shop loses money; `risk` if it might, `not-checked` if that cannot be observed. */
  readonly result: 'ok' | 'risk' | 'loses-money' | 'not-checked';
  /** What happened and what to do, in one or two sentences. */
  readonly message: string;
}

/** A payment that the shop has created. */
export interface Sale {
  readonly url: string;
  readonly order: OrderRow;
  readonly link: LinkRow;
}

/** The shop, as observed from the sandbox. */
export interface Observer {
  readonly sandbox: Sandbox;
  readonly context: SandboxContext;
  /** Has the shop create a payment of 19.90 EUR. */
  sell(): Promise<Sale>;
  /** Orders created since, oldest first. */
  ordersSince(before: ReadonlySet<string>): OrderRow[];
  orderIds(): Set<string>;
  /** Deliveries about the order. */
  deliveriesFor(order: OrderRow): DeliveryRow[];
  /** Responses of the shop other than 2xx. */
  rejections(order: OrderRow): (number | string)[];
  /** How often the shop delivered the order; undefined when unknown. Waits for the shop to reach `expected`. */
  fulfilledCount(order: OrderRow, expected: number): Promise<number | undefined>;
  /** Whether the shop has fetched the order. */
  fetchedOrder(order: OrderRow): boolean;
}

const PRICE = { amount: 1990, currency: 'EUR' };

export function createObserver(context: SandboxContext, sandbox: Sandbox, options: MerchantChecklistOptions): Observer {
  let count = 0;
  const { patience = 500 } = options;
  const deliveriesFor = (order: OrderRow) => context.tables.deliveries.by('subject', order.id);
  return {
    sandbox,
    context,
    deliveriesFor,
    orderIds: () => new Set(context.tables.orders.all().map(({ id }) => id)),
    ordersSince: (before) => context.tables.orders.all().filter(({ id }) => !before.has(id)),
    async sell() {
      const payment = {
        baseUrl: sandbox.url,
        credentials: sandbox.credentials,
        reference: `CHECK-${++count}`,
        ...PRICE,
      };
      const created = await options.createPayment(payment);
      const url = typeof created === 'string' ? created : created.paymentUrl;
      const [link] = context.tables.links.by('token', new URL(url).pathname.split('/').at(-1) ?? '');
      const order = link && context.tables.orders.get(link.order_id);
      if (!order || !link)
        throw new Error(
          `createPayment returned ${JSON.stringify(url)}, which is not a payment_URL of this sandbox (${sandbox.url})`,
        );
      return { url, order, link };
    },
    rejections: (order) =>
      deliveriesFor(order)
        .flatMap(({ attempts }) => attempts)
        .map(({ outcome }) => outcome)
        .filter(
          (outcome) =>
            !(typeof outcome === 'number' && outcome >= 200 && outcome < 300) && outcome !== 'lost in transit',
        ),
    async fulfilledCount(order, expected) {
      await sandbox.webhooks.idle();
      if (!options.deliveries) return undefined;
      const count = async () => Number(await options.deliveries?.({ orderId: order.id, reference: order.reference }));
      const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      const until = performance.now() + patience;
      while ((await count()) < expected && performance.now() < until) await wait(20);
      // A shop may keep working after its response, so a duplicate delivery may come a little later.
      await wait(patience / 5);
      return count();
    },
    fetchedOrder: (order) =>
      context.exchanges.list().some(({ operation, url }) => operation === 'getOrder' && url.includes(order.id)),
  };
}
