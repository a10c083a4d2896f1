import type { Checkout } from '../../checkout/checkout.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import type { Command, CommandContext, Values } from '../command.ts';
import { explainMacCommand } from '../explain/explain-mac.ts';
import { explainWebhook } from '../explain/explain-webhook.ts';
import { searchDocs } from './search-docs.ts';

/** What the tools work on: a sandbox, and a client of it. Nothing here knows another address. */
export interface Bench {
  readonly sandbox: Sandbox;
  readonly checkout: Checkout;
}

/** The arguments of a tool, each a text. */
type Texts = Readonly<Record<string, string | undefined>>;

interface Argument {
  readonly about: string;
  readonly optional?: true;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly args: Readonly<Record<string, Argument>>;
  run(args: Texts, bench: Bench): Promise<string>;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

export const TOOLS: readonly Tool[] = [
  {
    name: 'search_docs',
    description: 'Searches the documentation of paysera-client. Returns the sections that fit best, as Markdown.',
    args: { query: { about: 'words to look for, such as "idempotency key refund"' } },
    run: async ({ query = '' }) => searchDocs(query),
  },
  {
    name: 'explain_mac',
    description:
      "Shows line by line how the MAC of a Recurring Billing request is computed with the sandbox's key, and names the mistake in a given Authorization header.",
    args: {
      method: { about: 'GET, POST, PUT …' },
      url: { about: 'the full URL, with its query' },
      body: { about: 'the exact body', optional: true },
      authorization: { about: 'the header to compare', optional: true },
    },
    run: ({ method = '', url = '', body, authorization }, { sandbox }) =>
      printedBy(explainMacCommand, sandbox, [method, url], { authorization }, body),
  },
  {
    name: 'explain_webhook',
    description:
      "Checks whether a delivery is signed with the sandbox's client secret, and names the mistake if it is not.",
    args: {
      body: { about: 'the body, byte for byte' },
      headers: { about: 'the headers, one a line, such as "X-Paysera-Signature: …"' },
    },
    run: ({ body, headers = '' }, { sandbox }) =>
      printedBy(
        explainWebhook,
        sandbox,
        [],
        { header: headers.split('\n').filter((line) => line.trim() !== '') },
        body,
      ),
  },
  {
    name: 'create_order',
    description:
      'Creates an order and its payment link in the sandbox. Returns their IDs and the URL of the payment page.',
    args: {
      reference: { about: "the shop's own reference" },
      amount: { about: 'whole minor units: 1990 is 19.90 EUR' },
      currency: { about: 'ISO 4217; EUR when left out', optional: true },
    },
    async run({ reference = '', amount = '', currency = 'EUR' }, { checkout }) {
      const { orderId, linkId, paymentUrl } = await checkout.createPayment({
        purchase: { reference, amount, currency },
      });
      return json({ orderId, linkId, paymentUrl });
    },
  },
  {
    name: 'pay_order',
    description: "Pays at a payment URL of the sandbox, as a payer would. Returns the payment's id and the order.",
    args: { paymentUrl: { about: 'paymentUrl of create_order' } },
    async run({ paymentUrl = '' }, { sandbox, checkout }) {
      const { id: paymentId } = await sandbox.payer.pay(paymentUrl);
      await sandbox.webhooks.idle();
      // A document of Paysera's own may leave it open whether a payment names its order.
      const { order_id: orderId } = await checkout.payments.get(paymentId);
      return json({ paymentId, ...(orderId !== undefined && { order: await checkout.orders.get(orderId) }) });
    },
  },
  {
    name: 'read_deliveries',
    description:
      'Lists the webhooks that the sandbox sent or will send: their bodies, headers, and the response to each attempt.',
    args: { orderId: { about: 'only those about this order', optional: true } },
    run: async ({ orderId }, { sandbox }) =>
      json(sandbox.webhooks.list().filter(({ subject }) => orderId === undefined || subject === orderId)),
  },
];

/** What a command of the command line prints with the sandbox's credentials. Its body comes as standard input. */
async function printedBy(
  command: Command,
  { credentials: { macId, macKey, clientSecret }, clock }: Sandbox,
  positionals: readonly string[],
  values: Values,
  body: string | undefined,
): Promise<string> {
  const lines: string[] = [];
  const context: CommandContext = {
    env: { PAYSERA_MAC_ID: macId, PAYSERA_MAC_KEY: macKey, PAYSERA_CLIENT_SECRET: clientSecret },
    stdin: async () => new TextEncoder().encode(body),
    out: (line) => void lines.push(line),
    err: (line) => void lines.push(line),
    colour: (_, text) => text,
    now: clock.now,
  };
  await command.run({ ...values, ...(body !== undefined && { body: '-' }) }, positionals, context);
  return lines.join('\n');
}
