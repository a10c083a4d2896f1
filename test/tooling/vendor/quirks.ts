import { type Loose, toOpenApi30 } from '../documents.ts';
import { HOST } from './small.ts';

/** Where a document has what quirks change. */
export interface Places {
  /** The start of those paths. */
  readonly base: string;
  readonly orders: string;
  readonly order: string;
  readonly refunds: string;
  readonly scheme: string;
  /** A text of the request for an order. */
  readonly text: string;
}

const SHOP: Places = {
  base: '/shop',
  orders: '/shop/orders',
  order: '/shop/orders/{id}',
  refunds: '/shop/orders/{id}/refunds',
  scheme: 'oauth',
  text: 'email',
};

/** A habit of vendors' exports, put on the shop, or on a document with such places. */
export interface Quirk {
  readonly quirk: string;
  readonly apply: (document: Loose, at?: Places) => unknown;
  /** What `spec:diff` says: nothing changed for callers, or only words did, or there is more than before. */
  readonly verdict: 'none' | 'patch' | 'minor';
}

/** One for which a document is refused. */
export interface Refusal {
  readonly quirk: string;
  readonly apply: (document: Loose) => unknown;
  readonly reason: RegExp;
}

const json = (response: Loose) => response.content['application/json'];
const methods = ({ parameters: _, ...item }: Loose): Loose[] => Object.values<Loose>(item);
const operations = (d: Loose): Loose[] => Object.values<Loose>(d.paths).flatMap(methods);
const inPath = (operation: Loose): Loose => operation.parameters.find((one: Loose) => one.in === 'path');

function renameKey(object: Loose, from: string, to: string): Loose {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key === from ? to : key, value]));
}

function move(d: Loose, from: string, to: string): Loose {
  d.paths = renameKey(d.paths, from, to);
  return d.paths[to];
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
    d.components.schemas = renameKey(d.components.schemas, 'Order', 'App.Dto.Order');
    const text = JSON.stringify(d).replaceAll('#/components/schemas/Order"', '#/components/schemas/App.Dto.Order"');
    Object.assign(d, JSON.parse(text));
  }),
  patch('operationIds that are no names', (d) => {
    for (const [index, one] of operations(d).entries()) one.operationId = `Order Controller/${index}`;
  }),
  patch('no operationIds', (d) => {
    for (const one of operations(d)) delete one.operationId;
  }),
  none('another name of a parameter of a path', (d, at = SHOP) => {
    const item = move(d, at.order, at.order.replace('{id}', '{orderId}'));
    for (const one of methods(item)) inPath(one).name = 'orderId';
  }),
  none('that parameter shared by reference', (d, at = SHOP) => {
    const item = move(d, at.order, at.order.replace('{id}', '{uuid}'));
    d.components.parameters = { ...d.components.parameters, Uuid: { ...inPath(item.get), name: 'uuid' } };
    for (const one of methods(item)) one.parameters = [{ $ref: '#/components/parameters/Uuid' }];
  }),
  none('that parameter undeclared', (d, at = SHOP) => {
    for (const one of methods(d.paths[at.order])) delete one.parameters;
  }),
  none('that parameter listed by the path', (d, at = SHOP) => {
    const { parameters } = d.paths[at.order].get;
    for (const one of methods(d.paths[at.order])) delete one.parameters;
    d.paths[at.order].parameters = parameters;
  }),
  none('a path item shared by reference', (d, at = SHOP) => {
    d.components.pathItems = { one: d.paths[at.order] };
    d.paths[at.order] = { $ref: '#/components/pathItems/one' };
  }),
  none('a path for each method', (d, at = SHOP) => {
    const item = move(d, at.refunds, at.refunds.replace(/\{\w+\}/, '{orderId}'));
    inPath(item.post).name = 'orderId';
  }),
  patch('no descriptions of responses', (d) => {
    for (const one of operations(d))
      for (const response of Object.values<Loose>(one.responses)) delete response.description;
  }),
  none('a server that ends with a slash', (d) => (d.servers[0].url = `${HOST}/`)),
  none('a test server first', (d) => d.servers.unshift({ url: 'https://sandbox.paysera.com' })),
  none('a base path', (d, at = SHOP) => {
    const servers = [{ url: HOST + at.base }];
    const isBelow = (path: string) => path.startsWith(at.base);
    const isWhole = Object.keys(d.paths).every(isBelow);
    if (isWhole) d.servers = servers;
    d.paths = Object.fromEntries(
      Object.entries<Loose>(d.paths).map(([path, item]) =>
        isBelow(path) ? [path.slice(at.base.length), isWhole ? item : { ...item, servers }] : [path, item],
      ),
    );
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
  none('[] for an empty object', (d, at = SHOP) => {
    d.components.securitySchemes[at.scheme].flows.clientCredentials.scopes = [];
    d.components = { headers: [], examples: {}, links: [], ...d.components };
    d.webhooks = [];
  }),
  none('application/json with a charset', (d, at = SHOP) => {
    const { requestBody } = d.paths[at.orders].post;
    requestBody.content = { 'application/json; charset=utf-8': json(requestBody) };
  }),
  none('*/* for an answer', (d, at = SHOP) => {
    const response = d.paths[at.orders].get.responses['200'];
    response.content = { '*/*': json(response) };
  }),
  none('application/hal+json for an answer', (d, at = SHOP) => {
    const response = d.paths[at.order].get.responses['200'];
    response.content = { 'application/hal+json': json(response) };
  }),
  none(
    'bearer for OAuth 2',
    (d, at = SHOP) =>
      (d.components.securitySchemes[at.scheme] = { type: 'http', scheme: 'Bearer', bearerFormat: 'JWT' }),
  ),
  minor('the access of its own site beside ours', (d) => {
    d.components.securitySchemes.site = { type: 'apiKey', in: 'cookie', name: 'session' };
    d.security.push({ site: [] });
  }),
  none('access listed by each operation', (d) => {
    for (const one of operations(d)) one.security ??= d.security;
    delete d.security;
  }),
  none('pages put together with allOf', (d, at = SHOP) => {
    const media = json(d.paths[at.orders].get.responses['200']);
    const { items, ...cursors } = media.schema.properties;
    d.components.schemas.Page = { type: 'object', properties: cursors };
    media.schema = {
      allOf: [{ $ref: '#/components/schemas/Page' }, { type: 'object', required: ['items'], properties: { items } }],
    };
  }),
  none('a request put together with allOf', (d, at = SHOP) => {
    const media = json(d.paths[at.orders].post.requestBody);
    const { purchase, ...others } = media.schema.properties;
    media.schema = {
      allOf: [
        { type: 'object', properties: others },
        { type: 'object', required: ['purchase'], properties: { purchase } },
      ],
    };
  }),
  none('fields of one member of allOf required by another', (d) => {
    const { Order } = d.components.schemas;
    const { id, ...others } = Order.properties;
    d.components.schemas.Entity = { type: 'object', properties: { id } };
    d.components.schemas.Order = {
      allOf: [
        { $ref: '#/components/schemas/Entity' },
        { type: 'object', required: Order.required, properties: others },
      ],
    };
  }),
  patch('an idempotency key that is required', (d, at = SHOP) => {
    d.paths[at.refunds].post.parameters.find((one: Loose) => one.in === 'header').required = true;
  }),
  none('an order put together with allOf', (d) => {
    const { Order } = d.components.schemas;
    const { id, ...others } = Order.properties;
    d.components.schemas.Entity = { type: 'object', required: ['id'], properties: { id } };
    d.components.schemas.Order = {
      allOf: [
        { $ref: '#/components/schemas/Entity' },
        { type: 'object', required: Order.required.filter((name: string) => name !== 'id'), properties: others },
      ],
    };
  }),
  minor('a version as a number, and nullable left behind in 3.1', (d, at = SHOP) => {
    d.info.version = 2.1;
    json(d.paths[at.orders].post.requestBody).schema.properties[at.text].nullable = true;
  }),
  minor('null beside allOf in 3.0', (d, at = SHOP) => {
    const { properties } = json(d.paths[at.orders].post.requestBody).schema;
    const { type } = properties[at.text];
    properties[at.text] = { type, nullable: true, allOf: [properties[at.text]] };
    toOpenApi30(d);
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

const success = (d: Loose) => json(d.paths[SHOP.orders].post.responses['201']).schema;
const amount = (d: Loose) => json(d.paths[SHOP.orders].post.requestBody).schema.properties.purchase.properties;

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
  {
    quirk: 'an operation that is gone',
    apply: (d) => delete d.paths[SHOP.orders].get,
    reason: /action 2 matches nothing/,
  },
  {
    quirk: 'a list that is no list',
    apply: (d) => delete json(d.paths[SHOP.orders].get.responses['200']).schema.properties.items,
    reason: /x-pagination: the response 200 has no list of items/,
  },
  { quirk: 'OpenAPI 4', apply: (d) => (d.openapi = '4.0.0'), reason: /openapi: 4\.0\.0 is not read here/ },
];
