import { type Command, EXIT, text, UsageError } from '../command.ts';
import { ENV_FILE } from '../env-file.ts';
import { printable } from '../printable.ts';
import type { Check } from './check.ts';
import { checkCallback } from './check-callback.ts';
import { checkCheckout } from './check-checkout.ts';
import { createClockCheck } from './check-clock.ts';
import { checkRecurring } from './check-recurring.ts';

const USAGE = `Usage: paysera doctor [options]

Checks that you can take payments with your credentials: the access token, project and websites of Checkout, the MAC of
Recurring Billing, the clock, and the callback URL. Only reads; creates and changes nothing at Paysera.

Credentials are read from the environment: PAYSERA_CLIENT_ID and PAYSERA_CLIENT_SECRET for Checkout; PAYSERA_MAC_ID,
PAYSERA_MAC_KEY and PAYSERA_BUSINESS_ID for Recurring Billing. An API without credentials is not checked.`;

const NOTES = `Examples:
  paysera doctor --env-file .env
  paysera doctor --sandbox --env-file .env --callback http://localhost:3000/webhooks/paysera
  paysera doctor --website https://shop.example --callback https://shop.example/webhooks/paysera

Exit: 0 no check failed (there may be warnings), 1 a check failed, 2 no credentials or invalid usage.`;

const MARKS = { ok: ['green', '✓'], warning: ['yellow', '!'], failed: ['red', '✗'], skipped: ['dim', '–'] } as const;

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check that you can take payments with your credentials',
  usage: USAGE,
  notes: NOTES,
  options: {
    ...ENV_FILE,
    website: { value: 'URL', about: "check that the project's websites include this one" },
    callback: { value: 'URL', about: 'send an unsigned delivery to this URL, which must reject it' },
    sandbox: {
      value: 'URL',
      about: 'check against a sandbox (default: http://127.0.0.1:4010); the callback URL may be on this machine',
      implied: 'http://127.0.0.1:4010',
    },
    'checkout-url': { value: 'URL', about: 'use this host instead of api.paysera.com, for example a sandbox' },
    'recurring-url': { value: 'URL', about: 'use this host instead of checkout-eu-a.paysera.com' },
    json: { about: 'print one JSON object, for CI' },
  },
  async run(values, positionals, { env, out, colour, now }) {
    if (positionals.length > 0)
      throw new UsageError(`doctor does not take the argument ${positionals[0]}; see --help.`);
    const checkout = pair(env, 'PAYSERA_CLIENT_ID', 'PAYSERA_CLIENT_SECRET');
    const recurring = pair(env, 'PAYSERA_MAC_ID', 'PAYSERA_MAC_KEY');
    const callback = text(values, 'callback');
    const local = text(values, 'sandbox');
    if (!checkout && !recurring && callback === undefined) {
      throw new UsageError(
        'No credentials: set PAYSERA_CLIENT_ID and PAYSERA_CLIENT_SECRET (Checkout), or PAYSERA_MAC_ID and PAYSERA_MAC_KEY ' +
          '(Recurring Billing), or name a file that contains them: --env-file .env',
      );
    }
    const clock = createClockCheck(now);
    const groups: [string, Check[]][] = [];
    if (checkout) {
      const [clientId, clientSecret] = checkout;
      const input = {
        clientId,
        clientSecret,
        baseUrl: text(values, 'checkout-url') ?? local,
        website: text(values, 'website'),
      };
      groups.push(['Checkout', await checkCheckout(input, clock)]);
    }
    if (recurring) {
      const [macId, macKey] = recurring;
      const input = {
        macId,
        macKey,
        businessId: env['PAYSERA_BUSINESS_ID'],
        baseUrl: text(values, 'recurring-url') ?? local,
      };
      groups.push(['Recurring Billing', await checkRecurring(input, clock)]);
    }
    if (checkout || recurring) groups.push(['This machine', [clock.check()]]);
    if (callback !== undefined) groups.push(['Your shop', [await checkCallback(callback, local !== undefined)]]);
    const checks = groups.flatMap(([group, found]) => found.map((check) => ({ group, ...check })));
    const healthy = checks.every(({ status }) => status !== 'failed');
    if (values['json'] === true) {
      out(JSON.stringify({ healthy, checks }, null, 2));
      return healthy ? EXIT.ok : EXIT.found;
    }
    for (const [group, found] of groups) {
      out(colour('bold', group));
      for (const { name, status, message, fix } of found) {
        const [color, mark] = MARKS[status];
        out(`  ${colour(color, mark)} ${name}: ${printable(message)}`);
        if (fix !== undefined) out(`    ${colour('dim', fix)}`);
      }
    }
    return healthy ? EXIT.ok : EXIT.found;
  },
};

/** Returns both variables, or undefined if neither is set. Only one of them is an error. */
function pair(
  env: Readonly<Record<string, string | undefined>>,
  id: string,
  secret: string,
): [string, string] | undefined {
  const [one, other] = [env[id] || undefined, env[secret] || undefined];
  if (one !== undefined && other !== undefined) return [one, other];
  if (one === undefined && other === undefined) return undefined;
  throw new UsageError(
    `${one === undefined ? id : secret} is not set, but ${one === undefined ? secret : id} is. Set both.`,
  );
}
