import type { SandboxContext } from '../context.ts';
import type { DeliveryRow, LinkRow, OrderRow } from '../rows.ts';
import type { Sandbox } from '../start.ts';
import type { MerchantChecklistOptions } from './options.ts';

/** What a check found. */
export interface Finding {
  /** Whether the shop would lose money: `risk` for might, `not-checked` where it cannot be seen. */
  readonly verdict: 'ok' | 'risk' | 'loses-money' | 'not-checked';
  /** One or two sentences: what happened, and what to do. */
  readonly says: string;
}

/** A payment that the shop has made. */
export interface Sold {
  readonly url: string;
  readonly order: OrderRow;
  readonly link: LinkRow;
}

/** The shop, seen from the sandbox. */
export interface Observer {
  readonly sandbox: Sandbox;
  readonly context: SandboxContext;
  /** Lets the shop make a payment of 19.90 EUR. */
  sell(): Promise<Sold>;
  /** Orders made since, oldest first. */
  ordersSince(before: ReadonlySet<string>): OrderRow[];
  orderIds(): Set<string>;
  /** Deliveries about the order. */
  about(order: OrderRow): DeliveryRow[];
  /** Answers of the shop that were no 2xx. */
  refusals(order: OrderRow): (number | string)[];
  /** How often the shop handed out the order; undefined when nobody tells. Waits for the shop to catch up with `expected`. */
  handedOut(order: OrderRow, expected: number): Promise<number | undefined>;
  /** Whether the shop has asked for the order since. */
  askedFor(order: OrderRow): boolean;
}

const PRICE = { amount: 1990, currency: 'EUR' };

export function createObserver(context: SandboxContext, sandbox: Sandbox, options: MerchantChecklistOptions): Observer {
  let count = 0;
  const { patience = 500 } = options;
  const about = (order: OrderRow) => context.tables.deliveries.by('subject', order.id);
  return {
    sandbox,
    context,
    about,
    orderIds: () => new Set(context.tables.orders.all().map(({ id }) => id)),
    ordersSince: (before) => context.tables.orders.all().filter(({ id }) => !before.has(id)),
    async sell() {
      const payment = {
        baseUrl: sandbox.url,
        credentials: sandbox.credentials,
        reference: `CHECK-${++count}`,
        ...PRICE,
      };
      const made = await options.createPayment(payment);
      const url = typeof made === 'string' ? made : made.paymentUrl;
      const [link] = context.tables.links.by('token', new URL(url).pathname.split('/').at(-1) ?? '');
      const order = link && context.tables.orders.get(link.order_id);
      if (!order || !link)
        throw new Error(
          `createPayment gave ${JSON.stringify(url)}, which is no payment_URL of this sandbox (${sandbox.url})`,
        );
      return { url, order, link };
    },
    refusals: (order) =>
      about(order)
        .flatMap(({ attempts }) => attempts)
        .map(({ outcome }) => outcome)
        .filter(
          (outcome) =>
            !(typeof outcome === 'number' && outcome >= 200 && outcome < 300) && outcome !== 'lost on the way',
        ),
    async handedOut(order, expected) {
      await sandbox.webhooks.idle();
      if (!options.deliveries) return undefined;
      const ask = async () => Number(await options.deliveries?.({ orderId: order.id, reference: order.reference }));
      const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      const until = performance.now() + patience;
      while ((await ask()) < expected && performance.now() < until) await wait(20);
      // A shop may work on after its answer: one too many comes a little later.
      await wait(patience / 5);
      return ask();
    },
    askedFor: (order) =>
      context.exchanges.list().some(({ operation, url }) => operation === 'getOrder' && url.includes(order.id)),
  };
}
