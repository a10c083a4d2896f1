import { parseArgs } from 'node:util';
import { createCheckout, createRecurringBilling } from '../src/index.ts';
import { tellCheckout } from './quick-start/checkout.ts';
import { agree, askAtTerminal, Refused } from './quick-start/live.ts';
import { startMock } from './quick-start/mock.ts';
import { tellRecurringBilling } from './quick-start/recurring-billing.ts';
import { createStory, StepFailed, type Story } from './quick-start/story.ts';
import { watch } from './quick-start/wire.ts';

const HELP = `Usage: npm start [-- --live [--yes]]

Tells the quick start of Paysera's guides as it happens: an order of 10.00 EUR, its payment link, the list of orders, and a
monthly subscription that is charged with a token. Against a mock on this machine: no account, no network.

Each line: what was done, the time it took, how it was authorised, what was sent, the status and what came back.

  --live   the Checkout half against https://api.paysera.com, with PAYSERA_CLIENT_ID and PAYSERA_CLIENT_SECRET from the
           environment (PAYSERA_BASE_URL names another host). Asks first.
  --yes    agree beforehand
  --help   this text

Exit code: 0 when every step went through, 1 when one failed, 2 when nothing was started.`;

async function main(args: string[]): Promise<void> {
  const { live, yes, help } = readArguments(args);
  if (help) return console.log(HELP);
  if (!live) return runOnMock();
  const agreed = await agree(yes, process.env, askAtTerminal);
  if (!agreed) return console.log('Nothing was sent.');
  return runLive(agreed.url);
}

async function runOnMock(): Promise<void> {
  const mock = await startMock();
  try {
    console.log(`Paysera is ${mock.url}: ${mock.note}.`);
    const wire = watch(mock.fetch);
    const story = createStory(wire.take);
    const { clientId, clientSecret, macId, macKey, businessId } = mock.credentials;
    const options = { baseUrl: mock.url, fetch: wire.fetch };

    story.chapter('Checkout: OAuth2');
    await tellCheckout(story.step, createCheckout({ ...options, clientId, clientSecret }), {
      success_url: 'https://example.com/success',
      failure_url: 'https://example.com/failure',
      callback_url: 'https://example.com/webhook',
    });
    story.chapter('Recurring Billing: every request signed');
    const recurring = createRecurringBilling({ ...options, macId, macKey, businessId });
    await tellRecurringBilling(story.step, recurring, mock.pay);
    summarise(story, 'Nothing left this machine.');
  } finally {
    await mock.stop();
  }
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

function readArguments(args: string[]): { live: boolean; yes: boolean; help: boolean } {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ args, options: { live: flag, yes: flag, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : error} See --help.`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const plain = error instanceof StepFailed || error instanceof Refused;
  console.error(plain ? error.message : error);
  process.exitCode = error instanceof Refused ? 2 : 1;
});
