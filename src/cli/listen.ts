import { type Command, EXIT } from './command.ts';

const ADVICE = `This package has no tunnel. What to use instead:

  paysera sandbox --webhook-url http://localhost:3000/hooks
      a Paysera on this machine, whose webhooks need no tunnel, retries included

  paysera trigger order.paid --to http://localhost:3000/hooks
      one signed webhook at a time

For webhooks of Paysera itself (Test Mode), your server needs a public https address. Any tunnel gives it one, for example
\`cloudflared tunnel --url http://localhost:3000\` or \`tailscale funnel 3000\`. Pass that address as redirect_urls.callback_url of
the order; Paysera sends webhooks nowhere else.`;

const USAGE = `Usage: paysera listen

Prints how to receive webhooks on this machine: Paysera's own need a public https address, which this package does not make.`;

export const listen: Command = {
  name: 'listen',
  summary: 'How to receive webhooks on this machine',
  usage: USAGE,
  notes: 'Exit: 0 always.',
  options: {},
  async run(_, __, { out }) {
    out(ADVICE);
    return EXIT.ok;
  },
};
