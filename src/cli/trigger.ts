import { FIXTURE_EVENTS, type FixtureEvent } from '../testing/fixture-events.ts';
import { webhookFixture } from '../testing/webhook-fixture.ts';
import { fieldsOf } from '../wire/fields-of.ts';
import { type Command, EXIT, text, UsageError } from './command.ts';
import { ENV_FILE } from './env-file.ts';
import { secretOf } from './input.ts';
import { printable } from './printable.ts';

const USAGE = `Usage: paysera trigger EVENT --to URL [options]

Sends a signed webhook to your own server: the example of Paysera's OpenAPI document, with the values you give. Nothing is sent
to Paysera. EVENT is what it is about and the status it reports: order.paid, payment.settled, payment.failed, refund.refunded,
distribution.completed and others; a wrong one prints them all. It is signed with PAYSERA_CLIENT_SECRET, which your server must
have as well.`;

const NOTES = `Example:
  paysera trigger order.paid --to http://localhost:3000/hooks --reference ORDER-001 --amount 1990 --env-file .env

Exit: 0 your server responded with 2xx, 1 with something else or not at all, 2 invalid usage.`;

/** How long Paysera waits for a response, in milliseconds. */
const TIMEOUT = 10_000;

export const trigger: Command = {
  name: 'trigger',
  summary: 'Send a signed webhook to your own server',
  usage: USAGE,
  notes: NOTES,
  positionals: FIXTURE_EVENTS,
  options: {
    to: { value: 'URL', about: 'where to send it, for example http://localhost:3000/hooks' },
    amount: { value: 'NUMBER', about: 'the amount, in minor units' },
    'amount-paid': { value: 'NUMBER', about: 'how much of an order is paid, in minor units, if it is not all of it' },
    currency: { value: 'CODE', about: 'the currency, ISO 4217' },
    reference: { value: 'TEXT', about: 'your own reference of the order' },
    'order-id': { value: 'ID', about: "Paysera's id of the order" },
    'payment-id': { value: 'ID', about: "Paysera's id of the payment" },
    test: { about: 'mark it as a payment of Test Mode' },
    ...ENV_FILE,
    'secret-stdin': { about: 'read the secret from standard input instead of PAYSERA_CLIENT_SECRET' },
  },
  async run(values, positionals, context) {
    const [event, ...rest] = positionals;
    const to = URL.parse(text(values, 'to') ?? '');
    if (!isEvent(event) || rest.length > 0) {
      throw new UsageError(`trigger expects one event: ${FIXTURE_EVENTS.join(', ')}.`);
    }
    if (!to || !/^https?:$/.test(to.protocol)) {
      throw new UsageError('trigger expects --to URL, for example --to http://localhost:3000/hooks; see --help.');
    }
    const secret = await secretOf('PAYSERA_CLIENT_SECRET', values['secret-stdin'] === true, '--secret-stdin', context);
    const { body, headers } = await webhookFixture(event, {
      amount: text(values, 'amount'),
      amountPaid: text(values, 'amount-paid'),
      currency: text(values, 'currency'),
      reference: text(values, 'reference'),
      orderId: text(values, 'order-id'),
      paymentId: text(values, 'payment-id'),
      isTest: values['test'] === true,
      secret,
    });
    const { out, colour } = context;
    const outcome = await deliver(to, body, headers);
    const accepted = typeof outcome === 'number' && outcome >= 200 && outcome < 300;
    const said = typeof outcome === 'number' ? `responded with ${outcome}` : outcome;
    out(
      `${accepted ? colour('green', '✓') : colour('red', '✗')} ${event} to ${to.href}: your server ${printable(said)}.`,
    );
    if (!accepted) out('  Paysera would send it again after 1, 5 and 25 hours, unless a later one gets a 2xx.');
    return accepted ? EXIT.ok : EXIT.found;
  },
};

function isEvent(event: string | undefined): event is FixtureEvent {
  return event !== undefined && FIXTURE_EVENTS.includes(event);
}

/** The status of the response, or why there was none. */
async function deliver(to: URL, body: string, headers: Record<string, string>): Promise<number | string> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(to, { method: 'POST', redirect: 'manual', body, headers, signal });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    if (fieldsOf(error)['name'] === 'TimeoutError') return 'did not respond within 10 s';
    const { code, message } = fieldsOf(fieldsOf(error)['cause']);
    return `cannot be reached: ${code ?? message ?? 'no connection'}`;
  }
}
