import { type Command, EXIT, UsageError } from '../command.ts';
import { untilShutdown } from '../shutdown.ts';
import { SETTINGS, sandboxOptionsOf, VARIABLES } from './settings.ts';

const USAGE = `Usage: paysera sandbox [options]

Starts a Paysera on this machine: both APIs, a payment page, signed webhooks and a dashboard. Press Ctrl-C to stop it. It
listens on 127.0.0.1 only, unless --host says otherwise. Its credentials are random unless --db or --seed keeps them. Requires
the packages hono, @hono/node-server and ajv.`;

const NOTES = `Examples:
  paysera sandbox --db sandbox.db
  paysera doctor --env-file .env --checkout-url http://127.0.0.1:4010 --recurring-url http://127.0.0.1:4010
  npm install --save-dev hono @hono/node-server ajv && npx paysera sandbox

Exit: 0 stopped by Ctrl-C or a signal, 2 could not start.`;

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'Start a Paysera on this machine for development and tests',
  usage: USAGE,
  notes: NOTES,
  options: SETTINGS,
  variables: VARIABLES,
  async run(values, positionals, { env, out, err, colour }) {
    if (positionals.length > 0)
      throw new UsageError(`sandbox does not take the argument ${positionals[0]}; see --help.`);
    // Listen for signals before printing anything: a caller may stop the process as soon as it has read the first line.
    const shutdown = untilShutdown({ env });
    // Imported only here, so that the other commands do not load it.
    const { startSandbox } = await import('../../sandbox/index.ts');
    const options = sandboxOptionsOf(values);
    const { url, credentials, stop } = await startSandbox(options);
    if (options.host !== undefined && !LOOPBACK.test(options.host)) err(exposed(options.host, options.allowedHosts));
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

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;

function exposed(host: string, allowedHosts: readonly string[] = []): string {
  const names = ['localhost', ...allowedHosts].join(', ');
  return `Warning: listening on ${host}. Whoever reaches this port can see the credentials and use the dashboard, so keep it away
from the internet. Only requests that call it by one of these names are answered: ${names}.`;
}
