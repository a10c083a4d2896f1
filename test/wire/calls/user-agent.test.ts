import { afterEach, expect, test, vi } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { type AppInfo, createCheckout } from '../../../src/index.ts';
import { checkoutAt, recurringAt } from '../../support/clients.ts';
import { startLoopback } from '../../support/loopback.ts';

afterEach(() => vi.unstubAllGlobals());

/** The `User-Agent` of every request, that of the token included. */
async function sent(options: { appInfo?: AppInfo; headers?: Record<string, string> } = {}): Promise<unknown[]> {
  const { appInfo, headers } = options;
  const server = await startLoopback((_, index) =>
    index === 0 ? { status: 503 } : { json: { id: 'a', status: 'new' } },
  );
  const call = headers ? { headers } : {};
  await checkoutAt(server.url, { appInfo, random: () => 0 }).orders.get('a', call);
  await recurringAt(server.url, { appInfo }).paymentRequests.get('a', call);
  return server.requests.map(({ headers }) => headers['user-agent']);
}

test('the User-Agent names the package, its version and the runtime, on every request and attempt', async () => {
  const agents = await sent();
  expect(agents.length).toBe(4);
  for (const agent of agents) {
    expect(agent).toBe(`paysera-client/${manifest.version} Node.js/${process.versions.node.split('.')[0]}`);
  }
});

test('and what is built on it, by appInfo', async () => {
  const appInfo = { name: 'WooShop', version: '2.1.0', url: 'https://shop.example' };
  expect((await sent({ appInfo }))[1]).toMatch(
    /^paysera-client\/\S+ Node\.js\/\d+ WooShop\/2\.1\.0 \(https:\/\/shop\.example\)$/,
  );
  expect((await sent({ appInfo: { name: 'WooShop' } }))[1]).toMatch(/ WooShop$/);
});

test('unless the caller gives another one', async () => {
  expect((await sent({ headers: { 'User-Agent': 'mine/1' } })).slice(1)).toContain('mine/1');
});

test('it is left out in a browser, which forbids it', async () => {
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150.0' });
  // Node's fetch then sends its own.
  for (const agent of await sent({ appInfo: { name: 'WooShop' } })) expect(agent).not.toContain('paysera-client');
});

test.each<[string, object, RegExp]>([
  ['no name', { version: '1' }, /appInfo: expected a name/],
  ['a line break', { name: 'a\r\nX: 1' }, /printable ASCII/],
  ['a misspelled field', { name: 'a', versoin: '1' }, /did you mean version\?/],
])('appInfo with %s is refused', (_, appInfo, message) => {
  const options: object = { clientId: 'a', clientSecret: 'b', appInfo };
  expect(() => createCheckout(options)).toThrow(message);
});
