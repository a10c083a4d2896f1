import { parseArgs } from 'node:util';
import { createCheckout, createRecurringBilling } from '../src/index.ts';
import { runCheckout } from './quick-start/checkout.ts';
import { agree, askAtTerminal, Refused } from './quick-start/live.ts';
import { runPayment } from './quick-start/payment.ts';
import { startPaysera } from './quick-start/paysera.ts';
import { runRecurringBilling } from './quick-start/recurring-billing.ts';
import { createStory, StepFailed, type Story } from './quick-start/story.ts';
import { watch } from './quick-start/wire.ts';

const HELP = `Usage: npm start [-- --keep | --live [--url URL] [--yes]]

Runs the quick start of Paysera's guides step by step: an order of 10.00 EUR, its payment link, the payment, its verified
webhooks, and a monthly subscription that is charged with a token. Runs against a sandbox on this machine, without an account
or a network connection.

Each line shows a step, how long it took, how it was authorized, what was sent, the status, and what came back.

  --keep   keep the sandbox running and print the address of its dashboard; press Ctrl-C to stop it
  --live   run the Checkout half against https://api.paysera.com, with PAYSERA_CLIENT_ID and PAYSERA_CLIENT_SECRET from the
           environment; asks for confirmation first
  --url    use another host for --live
  --yes    skip the confirmation
  --help   print this text

Exit code: 0 if every step succeeded, 1 if a step failed, 2 if nothing was started.`;

async function main(args: string[]): Promise<void> {
  const { keep, live, url, yes, help } = readArguments(args);
  if (help) return console.log(HELP);
  if (!live) return runOnSandbox(keep);
  const agreed = await agree({ yes, url }, process.env, askAtTerminal);
  if (!agreed) return console.log('Nothing was sent.');
  return runLive(agreed.url);
}

async function runOnSandbox(keep: boolean): Promise<void> {
  const paysera = await startPaysera();
  const { sandbox, notifications } = paysera;
  try {
    console.log(`Using the sandbox on this machine: ${sandbox.url}`);
    const wire = watch(fetch);
    const story = createStory(wire.take);
    const options = { ...sandbox.credentials, baseUrl: sandbox.url, fetch: wire.fetch };

    story.chapter('Checkout: OAuth2');
    const checkout = createCheckout(options);
    const order = await runCheckout(story.step, checkout, {
      success_url: 'https://example.com/success',
      failure_url: 'https://example.com/failure',
      callback_url: 'https://example.com/webhook',
    });
    await runPayment(story.step, checkout, paysera, order);
    story.chapter('Recurring Billing: every request signed');
    await runRecurringBilling(story.step, createRecurringBilling(options), async (id) => {
      await sandbox.payer.pay(`${sandbox.url}/pay/${id}`);
      await sandbox.webhooks.idle();
      return notifications.at(-1) ?? '';
    });
    summarise(story, 'Nothing left this machine.');
    if (keep) await untilInterrupted(`The dashboard: ${sandbox.url}  (press Ctrl-C to stop)`);
  } finally {
    await sandbox.stop();
  }
}

function untilInterrupted(message: string): Promise<void> {
  console.log(message);
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
}

async function runLive(baseUrl: string): Promise<void> {
  console.log(`Using ${baseUrl}.`);
  const wire = watch(fetch);
  const story = createStory(wire.take);
  story.chapter('Checkout: OAuth2');
  // No redirect_urls: nobody needs to hear about a trial order.
  await runCheckout(story.step, createCheckout({ baseUrl, fetch: wire.fetch }), undefined);
  summarise(story, 'The order stays unpaid; its link expires in an hour.');
}

const started = performance.now();

function summarise(story: Story, last: string): void {
  console.log(`\n${story.count()} steps in ${Math.round(performance.now() - started)} ms. ${last}`);
}

interface Arguments {
  readonly keep: boolean;
  readonly live: boolean;
  readonly url?: string | undefined;
  readonly yes: boolean;
  readonly help: boolean;
}

function readArguments(args: string[]): Arguments {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({
      args,
      options: { keep: flag, live: flag, url: { type: 'string' }, yes: flag, help: { ...flag, short: 'h' } },
    }).values;
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : error} See --help.`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const plain = error instanceof StepFailed || error instanceof Refused;
  console.error(plain ? error.message : error);
  process.exitCode = error instanceof Refused ? 2 : 1;
});
