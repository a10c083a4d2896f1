import { describe, expect, test } from 'vitest';
import type { Loose } from '../documents.ts';
import { addedBy, OVERLAY, read, refusals, shop, shopWith } from './small.ts';

const table = (document: Loose, overlay: Loose = OVERLAY) =>
  read(document, overlay).entries.map(({ source: _, ...entry }) => entry);

const GENUINE = table(shop());

describe('the table of operations is the same when a vendor', () => {
  test.each<[string, (document: Loose) => unknown]>([
    [
      'renames a parameter of a path',
      (d) => {
        const item = d.paths['/shop/orders/{id}'];
        delete d.paths['/shop/orders/{id}'];
        item.get.parameters[0].name = 'orderId';
        d.paths['/shop/orders/{orderId}'] = item;
      },
    ],
    [
      'shares that parameter by reference, under another name',
      (d) => {
        const item = d.paths['/shop/orders/{id}'];
        delete d.paths['/shop/orders/{id}'];
        d.components.parameters = { OrderId: { ...item.get.parameters[0], name: 'orderId' } };
        delete item.get.parameters;
        item.parameters = [{ $ref: '#/components/parameters/OrderId' }];
        d.paths['/shop/orders/{orderId}'] = item;
      },
    ],
    ['does not declare that parameter', (d) => delete d.paths['/shop/orders/{id}'].get.parameters],
    [
      'shares a path item by reference',
      (d) => {
        d.components.pathItems = { one: d.paths['/shop/orders/{id}'] };
        d.paths['/shop/orders/{id}'] = { $ref: '#/components/pathItems/one' };
      },
    ],
    [
      'names its own extensions everywhere',
      (d) => {
        d['x-generator'] = { $ref: 'https://elsewhere.example' };
        d.paths['x-internal'] = { get: {} };
        d.paths['/shop/orders'].post['x-controller'] = 'OrderController::post';
        d.paths['/shop/orders'].post['x-retry'] = 'safe';
        d.components.schemas.Order['x-php-class'] = 'Order';
      },
    ],
    [
      'writes an empty object as []',
      (d) => {
        d.components.securitySchemes.oauth.flows.clientCredentials.scopes = [];
        d.components.headers = [];
        d.components.schemas.Empty = { type: 'object', properties: [] };
        d.components.schemas.Order.properties.note = [];
      },
    ],
    [
      'names the media type with a charset',
      (d) => {
        const { content } = d.paths['/shop/orders'].post.requestBody;
        d.paths['/shop/orders'].post.requestBody.content = {
          'application/json; charset=utf-8': content['application/json'],
        };
      },
    ],
    [
      'answers */*',
      (d) => {
        const response = d.paths['/shop/orders'].post.responses['201'];
        response.content = { '*/*': response.content['application/json'] };
      },
    ],
    [
      'offers another access beside ours',
      (d) => {
        d.components.securitySchemes.portal = { type: 'apiKey', in: 'cookie', name: 'session' };
        d.security = [{ portal: [] }, { oauth: [] }];
      },
    ],
    [
      'puts pages together with allOf, without requiring items',
      (d) => {
        const media = d.paths['/shop/orders'].get.responses['200'].content['application/json'];
        const { items, ...cursors } = media.schema.properties;
        media.schema = {
          allOf: [
            { type: 'object', properties: cursors },
            { type: 'object', properties: { items } },
          ],
        };
      },
    ],
    [
      'puts a request together with allOf',
      (d) => {
        const media = d.paths['/shop/orders'].post.requestBody.content['application/json'];
        d.components.schemas.Purchase = media.schema.properties.purchase;
        media.schema = {
          allOf: [{ type: 'object', properties: { purchase: { allOf: [{ $ref: '#/components/schemas/Purchase' }] } } }],
        };
      },
    ],
    ['writes its version as a number', (d) => (d.info.version = 1.2)],
  ])('%s', (_, change) => {
    expect(table(shopWith(change))).toEqual(GENUINE);
  });
});

test('two paths of one shape become one, unless both have a method', () => {
  const split = shopWith((d) => {
    d.paths['/shop/orders/{orderId}'] = {
      parameters: [{ name: 'orderId', in: 'path', required: true, schema: { type: 'string' } }],
      delete: { responses: { 204: { description: 'Gone' } } },
    };
  });
  const { entries } = read(split);
  expect(entries.map(({ method, path }) => `${method} ${path}`)).toContain('DELETE /shop/orders/{id}');
  split.paths['/shop/orders/{orderId}'].get = split.paths['/shop/orders/{id}'].get;
  expect(refusals(split).map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^vendor\.json:\d+:\d+ \/shop\/orders\/\{orderId\} is the same path as \/shop\/orders\/\{id\}, and both have get\.$/,
    ),
  ]);
});

test('nullable means something in 3.1 as well, where vendors leave it behind', () => {
  const { merged } = read(
    shopWith((d) => (d.components.schemas.Order.properties.note = { type: 'string', nullable: true })),
  );
  const { properties } = (merged.document['components'] as Loose).schemas.Order;
  expect(properties.note).toEqual({ type: ['string', 'null'] });
});

describe('an operation that the overlay does not know', () => {
  const more = shopWith((d) => {
    const response = { 200: { description: 'Done' } };
    d.paths['/shop/disputes/{id}'] = {
      get: { operationId: 'Dispute Controller/show', responses: response },
      post: { operationId: 'createOrder', responses: response },
      delete: { operationId: 'constructor', responses: response },
    };
  });

  test('has a name of its own, is repeated only if it reads, and is named by a warning', () => {
    const { entries, merged } = read(more);
    const added = entries.filter(({ path }) => path.includes('disputes'));
    expect(added.map(({ id, method, retry, auth }) => [method, id, retry, auth])).toEqual([
      ['GET', 'disputeControllerShow', 'safe', 'oauth'],
      ['POST', 'postDisputesId', 'lookup', 'oauth'],
      ['DELETE', 'deleteDisputesId', 'lookup', 'oauth'],
    ]);
    expect(merged.causes.warnings.map(({ message }) => message.replace(/^\S+ /, ''))).toEqual([
      'GET /shop/disputes/{id} has no action in the overlay: callable through client.api, retried like any read.',
      'POST /shop/disputes/{id} has no action in the overlay: callable through client.api, never retried.',
      'DELETE /shop/disputes/{id} has no action in the overlay: callable through client.api, never retried.',
    ]);
  });

  test('is silent, and the same, once the drafted actions are in the overlay', () => {
    const { entries, merged } = read(more);
    const drafted = addedBy(merged.causes.warnings);
    const after = read(more, { ...OVERLAY, actions: [...OVERLAY.actions, ...drafted] });
    expect(after.merged.causes.warnings).toEqual([]);
    const rows = (list: typeof entries) => list.map(({ source: _, unlisted: __, ...row }) => row);
    expect(rows(after.entries)).toEqual(rows(entries));
  });
});

test('everything that is wrong is in one list, each with its location and the action that would fix it', () => {
  const document = shopWith((d) => {
    delete d.paths['/shop/orders'].post.requestBody.content['application/json'].schema.properties.purchase.properties
      .amount;
    delete d.paths['/shop/orders'].post.responses['201'].content['application/json'].schema.properties.order_id;
    delete d.paths['/shop/orders'].get.responses['200'].content['application/json'].schema.properties.items;
    d.paths['/shop/order/{id}'] = d.paths['/shop/orders/{id}'];
    delete d.paths['/shop/orders/{id}'];
    d.security = [{ portal: [] }];
    d.components.securitySchemes = { portal: { type: 'apiKey', in: 'header', name: 'Authorization' } };
  });
  const overlay = structuredClone(OVERLAY);
  overlay.actions[0].update['x-alias'] = { order_id: 'orderId' };
  const found = refusals(document, overlay);
  expect(found.map(({ message }) => message.replace(/^\S+ /, ''))).toEqual([
    "action 3 matches nothing in vendor.json: $.paths['/shop/orders/{id}'].get; the document has $.paths['/shop/order/{id}'].get",
    'security portal: expected OAuth2, bearer or the http scheme MAC.',
    'x-pagination: the response 200 has no list of items.',
    'x-amounts: the request has no purchase.amount.',
    'x-required-fields: the response 201 has no order_id.',
    'x-alias: the response 201 has no order_id.',
  ]);
  for (const { message } of found) expect(message).toMatch(/^(vendor|overlay)\.json:\d+:\d+ /);
});
