import type { SandboxOptions } from '../../sandbox/index.ts';
import { text, type Values } from '../command.ts';
import { A_TIME, AN_ADDRESS, type Options, oneOf, wholeNumber } from '../help/options.ts';

/** What the environment variables of the settings begin with. */
export const VARIABLES = 'PAYSERA_SANDBOX_';

/** Every setting of `paysera sandbox`: its help, its environment variable, the completion and the docs come from here. */
export const SETTINGS = {
  port: {
    value: 'NUMBER',
    about: 'the port to listen on; 0 picks a free one (default: 4010)',
    expects: wholeNumber(65_535),
  },
  host: { value: 'ADDRESS', about: 'the address to listen on; 0.0.0.0 in a container (default: 127.0.0.1)' },
  'allowed-hosts': {
    value: 'NAMES',
    about: 'names it may be called by besides localhost, with commas between them: shop-paysera,paysera.test',
  },
  db: {
    value: 'FILE',
    about: 'store all data in this SQLite file; without it, the data is lost when the sandbox stops',
  },
  seed: {
    value: 'NUMBER',
    about:
      'use the credentials, IDs and tokens of this number; the same number gives the same ones on each start of an empty sandbox',
    expects: wholeNumber(),
  },
  'public-url': {
    value: 'URL',
    about: 'the address that browsers reach it at, which responses then contain: that of an https proxy',
    expects: AN_ADDRESS,
  },
  'webhook-url': {
    value: 'URL',
    about: 'where all webhooks go, whatever the callback_url of an order',
    expects: AN_ADDRESS,
  },
  clock: {
    value: 'MODE',
    about:
      'real, or stopped: it then moves only from the dashboard, so that links and tokens expire when you say (default: real)',
    expects: oneOf('stopped', 'real'),
  },
  'start-at': {
    value: 'TIME',
    about: 'where the clock starts, such as 2026-01-31T12:00:00Z (default: now)',
    expects: A_TIME,
  },
  'no-rate-limit': { about: 'no limit of 50 requests a minute' },
  'test-mode': { about: 'mark orders as tests, as a project in Test Mode does' },
  'token-lifetime': {
    value: 'SECONDS',
    about: 'how long an access token is valid (default: 3600)',
    expects: wholeNumber(),
  },
  'mac-window': {
    value: 'SECONDS',
    about: 'how far the timestamp of a MAC may be off (default: 300)',
    expects: wholeNumber(),
  },
  'no-body-hash': { about: 'accept a signed body without a body_hash' },
  'no-auto-capture': { about: 'leave the capture of an authorized payment request to your code' },
  'price-echo': {
    value: 'MODE',
    about: 'how a whole price.amount comes back: same, or decimal for whole euros (default: same)',
    expects: oneOf('same', 'decimal'),
  },
  'refund-seconds': {
    value: 'SECONDS',
    about: 'how long a refund takes (default: 0)',
    expects: wholeNumber(),
  },
  json: { about: 'print the address and the credentials as one line of JSON' },
  'client-id': { value: 'ID', about: 'the client_id of Checkout', variableOnly: true },
  'client-secret': {
    value: 'SECRET',
    about: 'the client_secret of Checkout, which also signs webhooks',
    variableOnly: true,
  },
  'project-id': { value: 'ID', about: 'the project that both belong to', variableOnly: true },
  'mac-id': { value: 'ID', about: 'the mac_id of Recurring Billing', variableOnly: true },
  'mac-key': { value: 'SECRET', about: 'the mac_key of Recurring Billing', variableOnly: true },
  'business-id': { value: 'ID', about: 'the business_id of Recurring Billing', variableOnly: true },
} as const satisfies Options;

/** The settings as `startSandbox` takes them. */
export function sandboxOptionsOf(values: Values): SandboxOptions {
  const of = <Result extends object>(name: keyof typeof SETTINGS, use: (text: string) => Result) => {
    const given = text(values, name);
    return given === undefined ? undefined : use(given);
  };
  const isOn = (name: keyof typeof SETTINGS) => values[name] === true;
  return {
    port: 4010,
    ...of('port', (port) => ({ port: Number(port) })),
    ...of('host', (host) => ({ host })),
    ...of('allowed-hosts', (names) => ({ allowedHosts: names.split(',').map((name) => name.trim()) })),
    ...of('db', (db) => ({ db })),
    ...of('seed', (seed) => ({ seed: Number(seed) })),
    ...of('public-url', (publicUrl) => ({ publicUrl })),
    ...of('webhook-url', (webhookUrl) => ({ webhookUrl })),
    ...of('clock', (clock) => ({ clock: clock === 'stopped' ? clock : 'real' })),
    ...of('start-at', (time) => ({ startAt: new Date(time) })),
    ...(isOn('no-rate-limit') && { rateLimit: false }),
    ...(isOn('test-mode') && { project: { payment_collection_status: 'test_mode' } }),
    ...of('token-lifetime', (seconds) => ({ tokenLifetime: Number(seconds) })),
    ...of('mac-window', (seconds) => ({ macWindow: Number(seconds) })),
    ...(isOn('no-body-hash') && { requireBodyHash: false }),
    ...(isOn('no-auto-capture') && { autoCapture: false }),
    ...of('price-echo', (priceEcho) => ({ priceEcho: priceEcho === 'decimal' ? priceEcho : 'same' })),
    ...of('refund-seconds', (seconds) => ({ refundSeconds: Number(seconds) })),
    credentials: {
      ...of('client-id', (clientId) => ({ clientId })),
      ...of('client-secret', (clientSecret) => ({ clientSecret })),
      ...of('project-id', (projectId) => ({ projectId })),
      ...of('mac-id', (macId) => ({ macId })),
      ...of('mac-key', (macKey) => ({ macKey })),
      ...of('business-id', (businessId) => ({ businessId })),
    },
  };
}
