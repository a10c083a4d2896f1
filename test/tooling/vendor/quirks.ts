import { type Loose, toOpenApi30 } from '../documents.ts';
import { HOST } from './small.ts';

/** A habit of vendors' exports, put on the shop. */
export interface Quirk {
  readonly quirk: string;
  readonly apply: (document: Loose) => unknown;
  /** What `spec:diff` says: nothing changed for callers, or only words did, or there is more than before. */
  readonly verdict: 'none' | 'patch' | 'minor';
}

/** One for which a document is refused. */
export interface Refusal {
  readonly quirk: string;
  readonly apply: (document: Loose) => unknown;
  readonly reason: RegExp;
}

const ORDERS = '/shop/orders';
const ORDER = '/shop/orders/{id}';

const json = (response: Loose) => response.content['application/json'];
const operations = (d: Loose): Loose[] => Object.values<Loose>(d.paths).flatMap((item) => Object.values<Loose>(item));

function move(d: Loose, from: string, to: string): Loose {
  const item = d.paths[from];
  delete d.paths[from];
  d.paths[to] = item;
  return item;
}

const none = (quirk: string, apply: Quirk['apply']): Quirk => ({ quirk, apply, verdict: 'none' });
const patch = (quirk: string, apply: Quirk['apply']): Quirk => ({ quirk, apply, verdict: 'patch' });
const minor = (quirk: string, apply: Quirk['apply']): Quirk => ({ quirk, apply, verdict: 'minor' });

export const QUIRKS: readonly Quirk[] = [
  none('OpenAPI 3.0', (d) => {
    toOpenApi30(d);
    d.openapi = '3.0.3';
  }),
  none('a version of OpenAPI without its last number', (d) => (d.openapi = '3.1')),
  none('other names of schemas', (d) => {
    d.components.schemas['App.Dto.Order'] = d.components.schemas.Order;
    delete d.components.schemas.Order;
    const text = JSON.stringify(d).replaceAll('#/components/schemas/Order"', '#/components/schemas/App.Dto.Order"');
    Object.assign(d, JSON.parse(text));
  }),
  patch('operationIds that are no names', (d) => {
    for (const [index, one] of operations(d).entries()) one.operationId = `Order Controller/${index}`;
  }),
  patch('no operationIds', (d) => {
    for (const one of operations(d)) delete one.operationId;
  }),
  none('another name of a parameter of a path', (d) => {
    move(d, ORDER, '/shop/orders/{orderId}').get.parameters[0].name = 'orderId';
  }),
  none('that parameter shared by reference', (d) => {
    const { get } = move(d, ORDER, '/shop/orders/{uuid}');
    d.components.parameters = { Uuid: { ...get.parameters[0], name: 'uuid' } };
    get.parameters = [{ $ref: '#/components/parameters/Uuid' }];
  }),
  none('that parameter undeclared', (d) => delete d.paths[ORDER].get.parameters),
  none('that parameter listed by the path', (d) => {
    d.paths[ORDER].parameters = d.paths[ORDER].get.parameters;
    delete d.paths[ORDER].get.parameters;
  }),
  none('a path item shared by reference', (d) => {
    d.components.pathItems = { one: d.paths[ORDER] };
    d.paths[ORDER] = { $ref: '#/components/pathItems/one' };
  }),
  none('a path for each method', (d) => {
    d.paths['/shop/orders/{orderId}/refunds'] = move(d, '/shop/orders/{id}/refunds', '/x');
    delete d.paths['/x'];
    d.paths['/shop/orders/{orderId}/refunds'].post.parameters[0].name = 'orderId';
  }),
  patch('no descriptions of responses', (d) => {
    for (const one of operations(d))
      for (const response of Object.values<Loose>(one.responses)) delete response.description;
  }),
  none('a server that ends with a slash', (d) => (d.servers[0].url = `${HOST}/`)),
  none('a test server first', (d) => d.servers.unshift({ url: 'https://sandbox.paysera.com' })),
  none('a base path', (d) => {
    d.servers = [{ url: `${HOST}/shop` }];
    d.paths = Object.fromEntries(Object.entries(d.paths).map(([path, item]) => [path.slice(5), item]));
  }),
  none(
    'variables in a server',
    (d) => (d.servers = [{ url: 'https://{env}.paysera.com', variables: { env: { default: 'api' } } }]),
  ),
  none('a server for each path', (d) => {
    for (const item of Object.values<Loose>(d.paths)) item.servers = d.servers;
    d.servers = [{ url: 'https://docs.paysera.com' }];
  }),
  none('extensions of its own', (d) => {
    d['x-tagGroups'] = [{ name: 'All', tags: ['a'] }];
    for (const one of operations(d))
      Object.assign(one, { 'x-retry': 'safe', 'x-codeSamples': [{ lang: 'PHP', source: '<?php' }] });
  }),
  none('[] for an empty object', (d) => {
    d.components.securitySchemes.oauth.flows.clientCredentials.scopes = [];
    Object.assign(d.components, { headers: [], examples: {}, links: [] });
    d.webhooks = [];
  }),
  none('application/json with a charset', (d) => {
    const { requestBody } = d.paths[ORDERS].post;
    requestBody.content = { 'application/json; charset=utf-8': json(requestBody) };
  }),
  none('*/* for an answer', (d) => {
    const response = d.paths[ORDERS].get.responses['200'];
    response.content = { '*/*': json(response) };
  }),
  none('application/hal+json for an answer', (d) => {
    const response = d.paths[ORDER].get.responses['200'];
    response.content = { 'application/hal+json': json(response) };
  }),
  none(
    'bearer for OAuth 2',
    (d) => (d.components.securitySchemes.oauth = { type: 'http', scheme: 'Bearer', bearerFormat: 'JWT' }),
  ),
  minor('the access of its own site beside ours', (d) => {
    d.components.securitySchemes.site = { type: 'apiKey', in: 'cookie', name: 'session' };
    d.security.push({ site: [] });
  }),
  none('access listed by each operation', (d) => {
    for (const one of operations(d)) one.security = d.security;
    delete d.security;
  }),
  none('pages put together with allOf', (d) => {
    const media = json(d.paths[ORDERS].get.responses['200']);
    const { items, ...cursors } = media.schema.properties;
    d.components.schemas.Page = { type: 'object', properties: cursors };
    media.schema = {
      allOf: [{ $ref: '#/components/schemas/Page' }, { type: 'object', required: ['items'], properties: { items } }],
    };
  }),
  none('a request put together with allOf', (d) => {
    const media = json(d.paths[ORDERS].post.requestBody);
    const { purchase, ...others } = media.schema.properties;
    media.schema = {
      allOf: [
        { type: 'object', properties: others },
        { type: 'object', required: ['purchase'], properties: { purchase } },
      ],
    };
  }),
  none('an order put together with allOf', (d) => {
    const { Order } = d.components.schemas;
    const { id, ...others } = Order.properties;
    d.components.schemas.Entity = { type: 'object', required: ['id'], properties: { id } };
    d.components.schemas.Order = {
      allOf: [{ $ref: '#/components/schemas/Entity' }, { type: 'object', required: ['status'], properties: others }],
    };
  }),
  minor('a version as a number, and nullable left behind in 3.1', (d) => {
    d.info.version = 2.1;
    json(d.paths[ORDERS].post.requestBody).schema.properties.email.nullable = true;
  }),
  none('int64', (d) => (d.components.schemas.Order.properties.created_at.format = 'int64')),
  patch('tags, contacts and documentation', (d) => {
    d.tags = [{ name: 'Order' }];
    for (const one of operations(d))
      Object.assign(one, { tags: ['Order'], externalDocs: { url: 'https://paysera.com' } });
  }),
  minor('an endpoint that is new', (d) => {
    d.paths['/shop/disputes'] = { post: { responses: { 200: { description: 'Done' } } } };
  }),
];

const success = (d: Loose) => json(d.paths[ORDERS].post.responses['201']).schema;
const amount = (d: Loose) => json(d.paths[ORDERS].post.requestBody).schema.properties.purchase.properties;

export const REFUSALS: readonly Refusal[] = [
  {
    quirk: 'another host',
    apply: (d) => (d.servers[0].url = 'https://api.paysera.dev'),
    reason: /servers: none is https:\/\/api\.paysera\.com, .* https:\/\/api\.paysera\.dev is another/,
  },
  { quirk: 'no servers', apply: (d) => delete d.servers, reason: /the document names none/ },
  {
    quirk: 'an amount in major units',
    apply: (d) => (amount(d).amount = { type: 'string', example: '10.00' }),
    reason: /purchase\.amount is a decimal string \(major units\)/,
  },
  {
    quirk: 'an amount that is an object',
    apply: (d) => (amount(d).amount = { type: 'object' }),
    reason: /purchase\.amount is neither a string nor a whole number/,
  },
  {
    quirk: 'an answer without the id that the client goes on with',
    apply: (d) => delete success(d).properties.order_id,
    reason: /x-required-fields: the response 201 has no order_id/,
  },
  {
    quirk: 'no word about access',
    apply: (d) => delete d.security,
    reason: /does not say which credentials it takes: security is missing/,
  },
  {
    quirk: 'access that is none of ours',
    apply: (d) => (d.components.securitySchemes.oauth = { type: 'apiKey', in: 'query', name: 'key' }),
    reason: /security oauth: expected OAuth2, bearer or the http scheme MAC/,
  },
  {
    quirk: 'a schema within itself',
    apply: (d) => (d.components.schemas.Order.properties.parent = { $ref: '#/components/schemas/Order' }),
    reason: /Order is a cycle/,
  },
  {
    quirk: 'a schema in another file',
    apply: (d) => (d.components.schemas.Order = { $ref: 'order.yaml' }),
    reason: /order\.yaml leads outside the document; bundle it/,
  },
  { quirk: 'an operation that is gone', apply: (d) => delete d.paths[ORDERS].get, reason: /action 2 matches nothing/ },
  {
    quirk: 'a list that is no list',
    apply: (d) => delete json(d.paths[ORDERS].get.responses['200']).schema.properties.items,
    reason: /x-pagination: the response 200 has no list of items/,
  },
  { quirk: 'OpenAPI 4', apply: (d) => (d.openapi = '4.0.0'), reason: /openapi: 4\.0\.0 is not read here/ },
];
