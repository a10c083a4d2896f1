import { createCheckout } from '../../checkout/checkout.ts';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import type { SandboxOptions } from '../../sandbox/index.ts';
import { fieldsOf } from '../../wire/fields-of.ts';
import { type Command, EXIT, text, UsageError } from '../command.ts';
import { AN_ADDRESS } from '../help/options.ts';
import { untilShutdown } from '../shutdown.ts';
import type { Bench } from './tools.ts';

const USAGE = `Usage: paysera mcp [options]

Runs an MCP server on standard input and output, for editors and agents. Its tools search the docs, explain a MAC or a webhook,
create an order, pay it, and read deliveries. All of it happens in a sandbox that it starts on this machine: it has no
credentials of yours, and reaches nothing else. Requires the packages @modelcontextprotocol/sdk, hono, @hono/node-server and ajv.`;

const NOTES = `Example, as most editors configure it:
  { "mcpServers": { "paysera": { "command": "npx", "args": ["paysera", "mcp"] } } }

Exit: 0 standard input ended or a signal came, 2 could not start.`;

export const mcp: Command = {
  name: 'mcp',
  summary: 'Serve the docs and a sandbox to an editor or agent, by MCP',
  usage: USAGE,
  notes: NOTES,
  options: {
    'webhook-url': {
      value: 'URL',
      about: "where the sandbox's webhooks go (default: nowhere; each is accepted at once)",
      expects: AN_ADDRESS,
    },
  },
  async run(values, positionals, { env }) {
    if (positionals.length > 0) throw new UsageError(`mcp does not take the argument ${positionals[0]}; see --help.`);
    const webhookUrl = text(values, 'webhook-url');
    const { createMcpServer, StdioServerTransport } = await loadSdk();
    const { bench, stop } = await startBench(webhookUrl === undefined ? {} : { webhookUrl });
    const server = createMcpServer(bench);
    const closed = new Promise<void>((resolve) => {
      server.onclose = resolve;
      process.stdin.once('end', resolve);
    });
    await server.connect(new StdioServerTransport());
    await Promise.race([closed, untilShutdown({ env })]);
    await server.close();
    await stop();
    // Standard input may still be open, and would keep the process.
    process.stdin.unref?.();
    return EXIT.ok;
  },
};

/** A sandbox on a free port, so that its payment page opens in a browser, and a client of it. */
export async function startBench(options: SandboxOptions): Promise<{ bench: Bench; stop: () => Promise<void> }> {
  const { startSandbox } = await import('../../sandbox/index.ts');
  const accepted = { webhookUrl: 'https://shop.example/hooks/paysera', deliver: () => new Response('ok') };
  const sandbox = await startSandbox({
    rateLimit: false,
    ...(options.webhookUrl === undefined && accepted),
    ...options,
  });
  const { clientId, clientSecret } = sandbox.credentials;
  const checkout = createCheckout({ clientId, clientSecret, baseUrl: sandbox.url, rateLimit: false });
  return { bench: { sandbox, checkout }, stop: () => sandbox.stop() };
}

async function loadSdk() {
  try {
    const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
    return { StdioServerTransport, ...(await import('./server.ts')) };
  } catch (cause) {
    const { code, message } = fieldsOf(cause);
    if (code !== 'ERR_MODULE_NOT_FOUND' || !String(message).includes('@modelcontextprotocol')) throw cause;
    throw new ConfigurationError(
      'mcp requires a package that the client does not: npm install --save-dev @modelcontextprotocol/sdk',
      { cause },
    );
  }
}
