import { type Command, EXIT, text, UsageError, type Values } from './command.ts';
import { ended } from './ended.ts';

const HELP = `Usage: paysera sandbox [options]

Starts a Paysera on this machine: both APIs, a payment page, signed webhooks, a dashboard. Ctrl-C ends it. It listens on
127.0.0.1 only. Its credentials are random unless --db or --seed keeps them. Needs hono, @hono/node-server and ajv
beside this package.

  --port NUMBER   default 4010; 0 takes a free one
  --db FILE       keep everything there (SQLite), so that the next start finds it again; otherwise it ends with this one
  --seed NUMBER   with the same number, the same credentials, ids and tokens on each start
  --json          say where it is and with which credentials as one line of JSON

Examples:
  paysera sandbox --db sandbox.db
  paysera doctor --env-file .env --checkout-url http://127.0.0.1:4010 --recurring-url http://127.0.0.1:4010
  npm install --save-dev hono @hono/node-server ajv && npx paysera sandbox

Exit: 0 ended by Ctrl-C or a signal, 2 it could not start.`;

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'A Paysera on this machine, to develop and test against',
  help: HELP,
  options: {
    port: { type: 'string' },
    db: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(values, positionals, { env, out, colour }) {
    if (positionals.length > 0) throw new UsageError(`sandbox takes no ${positionals[0]}; see --help.`);
    const port = numberOf(values, 'port', 65_535) ?? 4010;
    const seed = numberOf(values, 'seed', Number.MAX_SAFE_INTEGER);
    const db = text(values, 'db');
    // Listened for before anything is said: whoever reads the first line may end it at once.
    const end = ended({ env });
    // Loaded here only: whoever does not start it does not pay for it.
    const { startSandbox } = await import('../sandbox/index.ts');
    const { url, credentials, stop } = await startSandbox({
      port,
      ...(db !== undefined && { db }),
      ...(seed !== undefined && { seed }),
    });
    if (values['json'] === true) out(JSON.stringify({ url, credentials }));
    else {
      out(`${colour('green', '✓')} The sandbox listens on ${colour('bold', url)}; open it for the dashboard.`);
      out(`\nIts address is an option of the client; no variable tells it:\n`);
      out(`  createCheckout({ baseUrl: '${url}' })`);
      out(`  createRecurringBilling({ baseUrl: '${url}' })`);
      out(`\nIts credentials, for the environment or a file .env:\n`);
      out(`PAYSERA_CLIENT_ID=${credentials.clientId}`);
      out(`PAYSERA_CLIENT_SECRET=${credentials.clientSecret}`);
      out(`PAYSERA_MAC_ID=${credentials.macId}`);
      out(`PAYSERA_MAC_KEY=${credentials.macKey}`);
      out(`PAYSERA_BUSINESS_ID=${credentials.businessId}`);
    }
    await end;
    await stop();
    return EXIT.ok;
  },
};

function numberOf(values: Values, name: string, most: number): number | undefined {
  const given = text(values, name);
  if (given === undefined) return undefined;
  const number = Number(given);
  if (/^\d+$/.test(given) && number <= most) return number;
  throw new UsageError(`--${name} ${given}: expected a whole number from 0 to ${most}.`);
}
