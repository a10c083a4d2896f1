import { type Command, EXIT, text, UsageError, type Values } from './command.ts';
import { untilShutdown } from './shutdown.ts';
import { urlOf } from './url-of.ts';

const HELP = `Usage: paysera sandbox [options]

Starts a Paysera on this machine: both APIs, a payment page, signed webhooks and a dashboard. Press Ctrl-C to stop it. It
listens on 127.0.0.1 only. Its credentials are random unless --db or --seed keeps them. Requires the packages hono,
@hono/node-server and ajv.

  --port NUMBER   the port to listen on; 0 picks a free one (default: 4010)
  --db FILE       store all data in this SQLite file; without it, the data is lost when the sandbox stops
  --seed NUMBER   use the credentials, IDs and tokens of this number; the same number gives the same ones on each start
  --public-url U  the https address of a proxy in front of it, which responses then contain
  --webhook-url U where all webhooks go, whatever the callback_url of an order
  --clock stopped a clock that only moves from the dashboard, for links and tokens that expire
  --no-rate-limit no limit of 50 requests a minute
  --test-mode     mark orders as tests, as a project in Test Mode does
  --json          print the address and the credentials as one line of JSON

Examples:
  paysera sandbox --db sandbox.db
  paysera doctor --env-file .env --checkout-url http://127.0.0.1:4010 --recurring-url http://127.0.0.1:4010
  npm install --save-dev hono @hono/node-server ajv && npx paysera sandbox

Exit: 0 stopped by Ctrl-C or a signal, 2 could not start.`;

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'Start a Paysera on this machine for development and tests',
  help: HELP,
  options: {
    port: { type: 'string' },
    db: { type: 'string' },
    seed: { type: 'string' },
    'public-url': { type: 'string' },
    'webhook-url': { type: 'string' },
    clock: { type: 'string' },
    'no-rate-limit': { type: 'boolean' },
    'test-mode': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run(values, positionals, { env, out, colour }) {
    if (positionals.length > 0)
      throw new UsageError(`sandbox does not take the argument ${positionals[0]}; see --help.`);
    const port = numberOf(values, 'port', 65_535) ?? 4010;
    const seed = numberOf(values, 'seed', Number.MAX_SAFE_INTEGER);
    const db = text(values, 'db');
    const publicUrl = text(values, 'public-url');
    const webhookUrl = urlOf(values, 'webhook-url');
    const clock = text(values, 'clock');
    if (clock !== undefined && clock !== 'stopped' && clock !== 'real') {
      throw new UsageError(`--clock ${clock}: expected stopped or real.`);
    }
    // Listen for signals before printing anything: a caller may stop the process as soon as it has read the first line.
    const shutdown = untilShutdown({ env });
    // Imported only here, so that the other commands do not load it.
    const { startSandbox } = await import('../sandbox/index.ts');
    const { url, credentials, stop } = await startSandbox({
      port,
      ...(db !== undefined && { db }),
      ...(seed !== undefined && { seed }),
      ...(publicUrl !== undefined && { publicUrl }),
      ...(webhookUrl !== undefined && { webhookUrl }),
      ...(clock !== undefined && { clock }),
      ...(values['no-rate-limit'] === true && { rateLimit: false }),
      ...(values['test-mode'] === true && { project: { payment_collection_status: 'test_mode' } }),
    });
    if (values['json'] === true) out(JSON.stringify({ url, credentials }));
    else {
      out(`${colour('green', '✓')} The sandbox is listening on ${colour('bold', url)}; open it for the dashboard.`);
      out(`\nPass its address to the client (no environment variable sets it):\n`);
      out(`  createCheckout({ baseUrl: '${url}' })`);
      out(`  createRecurringBilling({ baseUrl: '${url}' })`);
      out(`\nIts credentials, for your environment or a .env file:\n`);
      out(`PAYSERA_CLIENT_ID=${credentials.clientId}`);
      out(`PAYSERA_CLIENT_SECRET=${credentials.clientSecret}`);
      out(`PAYSERA_MAC_ID=${credentials.macId}`);
      out(`PAYSERA_MAC_KEY=${credentials.macKey}`);
      out(`PAYSERA_BUSINESS_ID=${credentials.businessId}`);
    }
    await shutdown;
    await stop();
    return EXIT.ok;
  },
};

function numberOf(values: Values, name: string, max: number): number | undefined {
  const typed = text(values, name);
  if (typed === undefined) return undefined;
  const number = Number(typed);
  if (/^\d+$/.test(typed) && number <= max) return number;
  throw new UsageError(`--${name} ${typed}: expected a whole number from 0 to ${max}.`);
}
