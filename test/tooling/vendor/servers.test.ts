import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectApi } from '../../../scripts/spec/detect-api.ts';
import type { Loose } from '../documents.ts';
import { addedBy, HOST, OVERLAY, read, refusals, shop, shopWith } from './small.ts';

const pathsOf = (document: Loose, overlay: Loose = OVERLAY) =>
  read(document, overlay).entries.map(({ method, path }) => `${method} ${path}`);
const GENUINE = ['GET /shop/orders', 'POST /shop/orders', 'GET /shop/orders/{id}'];

/** Moves `/shop` from the paths to a base path. */
function underBase(d: Loose, servers: Loose): void {
  d.servers = servers;
  d.paths = Object.fromEntries(
    Object.entries<Loose>(d.paths).map(([path, item]) => [path.slice('/shop'.length), item]),
  );
}

describe('a request goes to the host that the overlay names, at the path that the document means, when its server', () => {
  test.each<[string, (document: Loose) => unknown]>([
    ['is the host', () => undefined],
    ['ends with a slash', (d) => (d.servers[0].url = `${HOST}/`)],
    ['is spelled with a port and capital letters', (d) => (d.servers[0].url = 'https://API.paysera.com:443')],
    ['comes after a test server', (d) => d.servers.unshift({ url: 'https://sandbox.paysera.com' })],
    ['has a base path', (d) => underBase(d, [{ url: `${HOST}/shop` }])],
    ['has a base path with a slash at its end', (d) => underBase(d, [{ url: `${HOST}/shop/` }])],
    [
      'has variables with defaults',
      (d) =>
        underBase(d, [
          {
            url: 'https://{env}.paysera.com/{base}',
            variables: { env: { default: 'api' }, base: { default: 'shop' } },
          },
        ]),
    ],
    [
      'is listed at a path',
      (d) => {
        d.servers[0].url = 'https://elsewhere.example';
        for (const item of Object.values<Loose>(d.paths)) item.servers = [{ url: HOST }];
      },
    ],
    [
      'is listed at an operation',
      (d) => {
        const { get } = d.paths['/shop/orders'];
        delete d.paths['/shop/orders'].get;
        d.paths['/orders'] = { get: { ...get, servers: [{ url: `${HOST}/shop` }] } };
      },
    ],
  ])('%s', (_, change) => {
    const document = shopWith(change);
    expect(pathsOf(document)).toEqual(GENUINE);
    expect(read(document).merged.document['servers']).toEqual([{ url: HOST }]);
  });
});

describe('a document is refused, with its reason, when its server', () => {
  const none = `servers: none is ${HOST}, the host that the overlay names in x-server: `;
  test.each<[string, (document: Loose) => unknown, string]>([
    [
      'is another host',
      (d) => (d.servers[0].url = 'https://api.paysera.net'),
      `${none}https://api.paysera.net is another.`,
    ],
    [
      'begins as the host does',
      (d) => (d.servers[0].url = `${HOST}.evil.example`),
      `${none}${HOST}.evil.example is another.`,
    ],
    [
      'has the host as a user name',
      (d) => (d.servers[0].url = `${HOST}@evil.example`),
      `${none}${HOST}@evil.example is another.`,
    ],
    [
      'has a user name',
      (d) => (d.servers[0].url = 'https://me@api.paysera.com'),
      `${none}https://me@api.paysera.com is another.`,
    ],
    [
      'is not encrypted',
      (d) => (d.servers[0].url = 'http://api.paysera.com'),
      `${none}http://api.paysera.com is another.`,
    ],
    ['has another port', (d) => (d.servers[0].url = `${HOST}:8443`), `${none}${HOST}:8443 is another.`],
    ['is relative', (d) => (d.servers[0].url = '/'), `${none}/ is not an absolute URL.`],
    ['has a query', (d) => (d.servers[0].url = `${HOST}?v=1`), `${none}${HOST}?v=1 has a query or a fragment.`],
    [
      'has a variable without a default',
      (d) => (d.servers[0].url = 'https://{env}.paysera.com'),
      `${none}https://{env}.paysera.com has no default for {env}.`,
    ],
    [
      'has a variable that adds a host',
      (d) => (d.servers[0] = { url: `${HOST}{more}`, variables: { more: { default: '@evil.example' } } }),
      `${none}${HOST}@evil.example is another.`,
    ],
    ['is missing', (d) => delete d.servers, `${none}the document names none.`],
    [
      'is there twice, with two base paths',
      (d) => d.servers.push({ url: `${HOST}/v2` }),
      `servers: ${HOST} and ${HOST}/v2 are both the production host; remove all but one in the overlay.`,
    ],
    [
      'is another for one operation',
      (d) => (d.paths['/shop/orders'].get.servers = [{ url: 'https://reports.paysera.com' }]),
      `${none}https://reports.paysera.com is another.`,
    ],
  ])('%s', (_, change, reason) => {
    const [refusal] = refusals(shopWith(change));
    expect(refusal?.message.replace(/^\S+:\d+:\d+ /, '')).toBe(reason);
    expect(refusal?.message).toMatch(/^vendor\.json:\d+:\d+ /);
  });

  test.each([
    '@evil.example/orders',
    '//evil.example/orders',
    'orders',
    '/..//evil.example',
    '/\\evil.example',
    '/orders?x=1',
    '/orders#x',
  ])('makes a URL of another host, or of another path, with the path %j', (path) => {
    const [refusal] = refusals(shopWith((d) => (d.paths[path] = d.paths['/shop/orders/{id}'])));
    expect(refusal?.message).toMatch(
      / is no path of https:\/\/api\.paysera\.com: with it, a request could go to another host\.$/,
    );
  });

  test('is fixed by the action that comes with the reason', () => {
    for (const change of [
      (d: Loose) => delete d.servers,
      (d: Loose) => (d.servers[0].url = 'https://api.paysera.net'),
    ]) {
      const document = shopWith(change);
      const [refusal] = refusals(document);
      const added = addedBy(refusal ? [refusal] : []);
      expect(pathsOf(document, { ...OVERLAY, actions: [...OVERLAY.actions, ...added] })).toEqual(GENUINE);
    }
  });
});

test('a document that has the beginning of its paths in its servers is recognized by the rest', () => {
  const text = JSON.stringify({
    openapi: '3.0.3',
    servers: [{ url: `${HOST}/merchant-order` }],
    paths: { '/integration/v1/orders/{uuid}': {} },
  });
  expect(detectApi({ text, sha256: '', from: '', name: 'vendor.json' }, undefined, 'openapi').api).toBe('checkout');
});

test('without x-server in the overlay, nothing is generated', () => {
  const { 'x-server': _, ...without } = OVERLAY;
  expect(refusals(shop(), without).map(({ message }) => message)).toEqual([
    'overlay.json:1:1 x-server is undefined; expected the production host: https://api.example.com',
  ]);
});

test('whatever servers and paths a document has, no request can go to another host', { timeout: 60_000 }, () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  const bit = fc.constantFrom(
    'https:',
    'http:',
    '//',
    '/',
    '@',
    ':',
    '.',
    '..',
    '?',
    '#',
    '\\',
    '{a}',
    '%2f',
    ' ',
    'api.paysera.com',
    'evil.example',
    '443',
  );
  const text = fc.array(bit, { maxLength: 6 }).map((bits) => bits.join(''));
  const server = fc.record({
    url: fc.oneof(
      text,
      text.map((more) => HOST + more),
    ),
    variables: fc.record({ a: fc.record({ default: text }) }),
  });
  let generated = 0;
  fc.assert(
    fc.property(
      fc.array(server, { maxLength: 3 }),
      fc.oneof(
        text,
        text.map((more) => `/${more}`),
      ),
      (servers, path) => {
        const document = shopWith((d) => {
          d.servers = [...servers, ...(servers.length < 3 ? [{ url: HOST }] : [])];
          d.paths[path] = { get: d.paths['/shop/orders/{id}'].get };
        });
        // Only the host counts here: that an action of the overlay matches nothing is another matter.
        if (refusals(document).some(({ message }) => !message.includes('matches nothing'))) return;
        generated++;
        for (const { path } of read(document, { ...OVERLAY, actions: [] }).entries) {
          expect(new URL(HOST + path).origin).toBe(HOST);
          expect(new URL(path, HOST).origin).toBe(HOST);
        }
      },
    ),
    { seed, numRuns: 300 },
  );
  expect(generated, 'documents that are not refused').toBeGreaterThan(5);
});
