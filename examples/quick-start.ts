import { parseArgs } from 'node:util';
import { createCheckout, createRecurringBilling } from '../src/index.ts';
import { tellCheckout } from './quick-start/checkout.ts';
import { agree, askAtTerminal, Refused } from './quick-start/live.ts';
import { tellPayment } from './quick-start/payment.ts';
import { startPaysera } from './quick-start/paysera.ts';
import { tellRecurringBilling } from './quick-start/recurring-billing.ts';
import { createStory, StepFailed, type Story } from './quick-start/story.ts';
import { watch } from './quick-start/wire.ts';

const HELP = `Usage: npm start [-- --keep | --live [--url URL] [--yes]]

Tells the quick start of Paysera's guides as it happens: an order of 10.00 EUR, its payment link, the payment, its verified
webhooks, and a monthly subscription that is charged with a token. Against the sandbox on this machine: no account, no network.

Each line: what was done, the time it took, how it was authorised, what was sent, the status and what came back.

  --keep   stay when the story is told: prints the address of the sandbox's dashboard, until Ctrl-C
  --live   the Checkout half against https://api.paysera.com, with PAYSERA_CLIENT_ID and PAYSERA_CLIENT_SECRET from the
           environment. Asks first.
  --url    another host for --live
  --yes    agree beforehand
  --help   this text

Exit code: 0 when every step went through, 1 when one failed, 2 when nothing was started.`;

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
    console.log(`Paysera is ${sandbox.url}: the sandbox, a whole Paysera on this machine.`);
    const wire = watch(fetch);
    const story = createStory(wire.take);
    const options = { ...sandbox.credentials, baseUrl: sandbox.url, fetch: wire.fetch };

    story.chapter('Checkout: OAuth2');
    const checkout = createCheckout(options);
    const order = await tellCheckout(story.step, checkout, {
      success_url: 'https://example.com/success',
      failure_url: 'https://example.com/failure',
      callback_url: 'https://example.com/webhook',
    });
    await tellPayment(story.step, checkout, paysera, order);
    story.chapter('Recurring Billing: every request signed');
    await tellRecurringBilling(story.step, createRecurringBilling(options), async (id) => {
      await sandbox.payer.pay(`${sandbox.url}/pay/${id}`);
      await sandbox.webhooks.idle();
      return notifications.at(-1) ?? '';
    });
    summarise(story, 'Nothing left this machine.');
    if (keep) await untilInterrupted(`The dashboard: ${sandbox.url}  (Ctrl-C ends)`);
  } finally {
    await sandbox.stop();
  }
}

function untilInterrupted(says: string): Promise<void> {
  console.log(says);
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
}

async function runLive(baseUrl: string): Promise<void> {
  console.log(`Paysera is ${baseUrl}.`);
  const wire = watch(fetch);
  const story = createStory(wire.take);
  story.chapter('Checkout: OAuth2');
  // No redirect_urls: nobody is told of an order that was only tried out.
  await tellCheckout(story.step, createCheckout({ baseUrl, fetch: wire.fetch }), undefined);
  summarise(story, 'The order stays unpaid; its link ends by itself in an hour.');
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
