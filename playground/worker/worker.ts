import * as billing from '../../src/billing/index.ts';
import * as client from '../../src/index.ts';
import { PAY_PATH } from '../../src/sandbox/checkout/payment-links.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts';
import { contextOf, startOn } from '../../src/sandbox/start.ts';
import * as testing from '../../src/testing/index.ts';
import * as webhooks from '../../src/webhooks/index.ts';
import type { Fault, FromWorker, PlaygroundEvent, ToWorker } from '../messages.ts';
import { deliverTo, type Handlers } from './deliver.ts';
import { setEnvironment } from './environment.ts';
import { inspect } from './inspect.ts';
import { load } from './load.ts';
import { createNetwork } from './network.ts';
import { describeError, runCode } from './run-code.ts';

/** What the client calls by itself. */
const PAYSERA = ['https://api.paysera.com', 'https://checkout-eu-a.paysera.com'];

/** Runs code beside its sandboxes, for the page at the other end of the port. */
async function open(port: MessagePort): Promise<void> {
  const say = (message: FromWorker) => port.postMessage(message);
  const handlers: Handlers = {};
  const network = createNetwork((delivery) => deliverTo(handlers, delivery));
  globalThis.fetch = network.fetch;
  const print =
    (level: 'log' | 'error') =>
    (...values: unknown[]) =>
      say({ type: 'printed', level, text: values.map((value) => inspect(value)).join(' ') });
  Object.assign(console, { log: print('log'), info: print('log'), debug: print('log') });
  Object.assign(console, { warn: print('error'), error: print('error') });
  const fail = (error: unknown) => say({ type: 'failed', ...describeError(error) });
  globalThis.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    fail(event.reason);
  });

  const sandboxes: Sandbox[] = [];
  let fault: Fault | undefined;
  async function start(options: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = await startOn(async () => network.platform, options);
    const origin = options.publicUrl ?? sandbox.url;
    sandbox.events.on((event) => {
      if (event.type !== 'error') say({ type: 'event', event, payAt: payAt(origin, event) });
    });
    if (fault) sandbox.faults.on(fault.on, fault.plan);
    sandboxes.push(sandbox);
    return sandbox;
  }
  function setFault(wanted: Fault | undefined): void {
    fault = wanted;
    for (const { faults } of sandboxes) {
      faults.clear();
      if (fault) faults.on(fault.on, fault.plan);
    }
  }

  // In the place of Paysera, for code that runs as it would in production.
  const [publicUrl = ''] = PAYSERA;
  const paysera = await start({ port: false, publicUrl });
  network.connect(PAYSERA, paysera.fetch);
  const { clientId, clientSecret, macId, macKey, businessId } = paysera.credentials;
  setEnvironment({
    PAYSERA_CLIENT_ID: clientId,
    PAYSERA_CLIENT_SECRET: clientSecret,
    PAYSERA_MAC_ID: macId,
    PAYSERA_MAC_KEY: macKey,
    PAYSERA_BUSINESS_ID: businessId,
  });
  const modules = {
    'paysera-client': client,
    'paysera-client/webhooks': webhooks,
    'paysera-client/sandbox': { startSandbox: start },
    'paysera-client/testing': testing,
    'paysera-client/billing': billing,
  };

  port.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === 'ping') say({ type: 'pong' });
    if (data.type === 'fault') setFault(data.fault);
    if (data.type === 'load') say({ type: 'loaded', id: data.id, answer: await load(network, data.url, data.form) });
    if (data.type !== 'run') return;
    setFault(data.fault);
    try {
      await runCode(data.code, modules, handlers);
      say({ type: 'done' });
    } catch (error) {
      fail(error);
    }
  };
  say({ type: 'ready' });
  // The first call would wait for the key of access tokens, which takes a moment to generate.
  await contextOf(paysera).accessTokens.certs();
}

function payAt(origin: string, event: PlaygroundEvent): string | undefined {
  if (event.type === 'link' && event.link.status === 'active') return `${origin}${PAY_PATH}/${event.link.token}`;
  if (event.type === 'payment-request' && event.request.status === 'new') return `${origin}/pay/${event.request.id}`;
  return undefined;
}

globalThis.addEventListener('message', ({ ports: [port] }) => port && open(port), { once: true });
