import type { Loose } from '../documents.ts';
import { OVERLAY, shop } from './small.ts';

/** The shop with something of everything that a vendor may change. */
export function richShop(): Loose {
  const d = shop();
  const { post, get } = d.paths['/shop/orders'];
  post.requestBody.content['application/json'].schema.properties.purchase.additionalProperties = false;
  Object.assign(post.requestBody.content['application/json'].schema.properties, {
    note: { oneOf: [{ type: 'string', description: 'Text.' }, { type: 'integer' }] },
    language: { type: 'string', enum: ['lt', 'en'], default: 'lt' },
    email: { type: 'string', format: 'email', maxLength: 100 },
    count: { type: 'integer', minimum: 1, maximum: 10 },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
  });
  get.parameters.push(
    { name: 'q', in: 'query', description: 'What to search for.', schema: { type: 'string' } },
    { name: 'limit', in: 'query', schema: { type: 'integer', default: 20, maximum: 100 } },
    {
      name: 'status[]',
      in: 'query',
      style: 'form',
      explode: true,
      schema: { type: 'array', items: { type: 'string' } },
    },
  );
  Object.assign(d.components.schemas.Order.properties, {
    created_at: { type: 'integer' },
    reference: { type: 'string', format: 'uuid', maxLength: 50 },
    amount: { type: 'integer' },
    payer: { type: 'object', properties: { email: { type: 'string' } } },
  });
  d.paths['/shop/orders/{id}/refunds'] = {
    post: {
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'Idempotency-Key', in: 'header', description: 'A key.', schema: { type: 'string' } },
        { name: 'X-Trace', in: 'header', description: 'A trace.', schema: { type: 'string' } },
      ],
      requestBody: {
        content: { 'application/json': { schema: { type: 'object', properties: { amount: { type: 'integer' } } } } },
      },
      responses: {
        201: {
          description: 'Refunded',
          headers: { 'X-Left': { schema: { type: 'integer' } } },
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
        },
        409: { description: 'Not now', headers: { 'Retry-After': { schema: { type: 'integer' } } } },
      },
    },
  };
  return d;
}

export const RICH_OVERLAY: Loose = {
  ...OVERLAY,
  actions: [
    ...OVERLAY.actions,
    {
      target: "$.paths['/shop/orders/{id}/refunds'].post",
      update: {
        operationId: 'createRefund',
        'x-status': 'documented',
        'x-retry': 'key',
        'x-idempotency-key': { in: 'header', name: 'Idempotency-Key' },
        'x-amounts': ['amount'],
      },
    },
  ],
};

/** One change of the shop, and what it means for callers. */
export interface Verdict {
  readonly change: string;
  readonly apply: (document: Loose) => unknown;
  readonly verdict: 'none' | 'patch' | 'minor' | 'major';
}

const body = (d: Loose) => d.paths['/shop/orders'].post.requestBody.content['application/json'].schema;
const list = (d: Loose) => d.paths['/shop/orders'].get;
const page = (d: Loose) => list(d).responses['200'].content['application/json'].schema;
const parameter = (d: Loose, name: string) => list(d).parameters.find((one: Loose) => one.name === name);
const refund = (d: Loose) => d.paths['/shop/orders/{id}/refunds'].post;
const refundBody = (d: Loose) => refund(d).requestBody.content['application/json'].schema;
const order = (d: Loose) => d.components.schemas.Order;

const row = (verdict: Verdict['verdict'], change: string, apply: Verdict['apply']): Verdict => ({
  change,
  apply,
  verdict,
});

export const VERDICTS: readonly Verdict[] = [
  row('none', 'nothing', () => undefined),
  row('none', 'the names of schemas', (d) => {
    d.components.schemas.Bestellung = order(d);
    d.components.schemas = JSON.parse(JSON.stringify(d.components.schemas));
    delete d.components.schemas.Order;
    const text = JSON.stringify(d).replaceAll('#/components/schemas/Order"', '#/components/schemas/Bestellung"');
    Object.assign(d, JSON.parse(text));
  }),
  row('none', 'the name of a parameter of a path', (d) => {
    const item = d.paths['/shop/orders/{id}'];
    delete d.paths['/shop/orders/{id}'];
    item.get.parameters[0].name = 'order_id';
    d.paths['/shop/orders/{order_id}'] = item;
  }),
  row('none', 'an extension of the vendor', (d) => (list(d)['x-controller'] = 'Orders')),
  row(
    'none',
    'an allOf of one schema',
    (d) => (page(d).properties.items.items = { allOf: [page(d).properties.items.items] }),
  ),
  row('none', 'a schema split into an allOf', (d) => {
    const { id, ...rest } = order(d).properties;
    d.components.schemas.Order = {
      allOf: [
        { type: 'object', required: ['id'], properties: { id } },
        { type: 'object', required: ['status'], properties: rest },
      ],
    };
  }),
  row('none', 'a request split into an allOf', (d) => {
    const { purchase, ...rest } = body(d).properties;
    d.paths['/shop/orders'].post.requestBody.content['application/json'].schema = {
      allOf: [
        { type: 'object', required: ['purchase'], properties: { purchase } },
        { type: 'object', properties: rest },
      ],
    };
  }),
  row('none', 'a schema split into an allOf of which both members limit a field', (d) => {
    const { reference, ...rest } = order(d).properties;
    d.components.schemas.Order = {
      allOf: [
        { type: 'object', required: ['id'], properties: { reference: { type: 'string', format: reference.format } } },
        {
          type: 'object',
          required: ['status'],
          properties: { ...rest, reference: { type: ['string', 'null'], maxLength: reference.maxLength } },
        },
      ],
    };
  }),
  row('none', 'the default style left out', (d) => {
    delete parameter(d, 'status[]').style;
    delete parameter(d, 'status[]').explode;
  }),
  row('none', 'the default style written out', (d) =>
    Object.assign(parameter(d, 'q'), { style: 'form', explode: true }),
  ),
  row('none', 'required: false written out', (d) => (parameter(d, 'q').required = false)),
  row('none', 'int64 in an answer', (d) => (order(d).properties.created_at.format = 'int64')),
  row('none', 'int32 in a request', (d) => (body(d).properties.count.format = 'int32')),
  row('none', 'other words within a choice', (d) => (body(d).properties.note.oneOf[0].description = 'Any text.')),
  row('none', 'a parameter moved to the path item', (d) => {
    const item = d.paths['/shop/orders/{id}'];
    item.parameters = item.get.parameters;
    delete item.get.parameters;
  }),
  row('patch', 'the description of a query parameter', (d) => (parameter(d, 'q').description = 'Other words.')),
  row('patch', 'the description of a header parameter', (d) => (refund(d).parameters[2].description = 'Other words.')),
  row('patch', 'the description of an operation', (d) => (list(d).description = 'Lists them.')),
  row('patch', 'the description of a field', (d) => (order(d).properties.id.description = 'The id.')),
  row('patch', 'the example of a field', (d) => (order(d).properties.id.examples = ['o-1'])),
  row('patch', 'the title of a schema', (d) => (order(d).title = 'An order')),
  row('patch', 'the tags of an operation', (d) => (list(d).tags = ['Orders'])),
  row('patch', '201 to 200 with the same body', (d) => {
    const { responses } = d.paths['/shop/orders'].post;
    responses['200'] = responses['201'];
    delete responses['201'];
  }),
  row('patch', 'Idempotency-Key made required', (d) => (refund(d).parameters[1].required = true)),
  row('patch', 'the headers of an answer left out', (d) => delete refund(d).responses['201'].headers),
  row('patch', 'a header of an answer added', (d) => {
    refund(d).responses['201'].headers['X-Reset'] = { schema: { type: 'integer' } };
  }),
  row('patch', 'the headers of an error left out', (d) => delete refund(d).responses['409'].headers),
  row('patch', 'a body of an error', (d) => {
    refund(d).responses['409'].content = { 'application/problem+json': { schema: { type: 'object' } } };
  }),
  row(
    'patch',
    'additionalProperties: false dropped in a request',
    (d) => delete body(d).properties.purchase.additionalProperties,
  ),
  row('patch', 'a format dropped in an answer', (d) => delete order(d).properties.reference.format),
  row('patch', 'a format added to an answer', (d) => (order(d).properties.id.format = 'uuid')),
  row('minor', 'a longer text in an answer', (d) => (order(d).properties.reference.maxLength = 60)),
  row('minor', 'a choice added to a request', (d) => body(d).properties.note.oneOf.push({ type: 'boolean' })),
  row('minor', 'another default in a request', (d) => (body(d).properties.language.default = 'en')),
  row('minor', 'another default of a parameter', (d) => (parameter(d, 'limit').schema.default = 50)),
  row('minor', 'an operation deprecated', (d) => (list(d).deprecated = true)),
  row('minor', 'a parameter deprecated', (d) => (parameter(d, 'q').deprecated = true)),
  row('minor', 'a field of an answer deprecated', (d) => (order(d).properties.reference.deprecated = true)),
  row('minor', 'a field of a request deprecated', (d) => (body(d).properties.email.deprecated = true)),
  row('minor', 'a value added to an enum of a request', (d) => body(d).properties.language.enum.push('lv')),
  row('minor', 'a value added to an enum of an answer', (d) => order(d).properties.status.enum.push('frozen')),
  row('minor', 'a longer text in a request', (d) => (body(d).properties.email.maxLength = 200)),
  row('minor', 'a higher limit of a parameter', (d) => (parameter(d, 'limit').schema.maximum = 200)),
  row('minor', 'an optional field added to a request', (d) => (body(d).properties.vat = { type: 'string' })),
  row('minor', 'a field added to an answer', (d) => (order(d).properties.vat = { type: 'string' })),
  row('minor', 'an optional parameter added', (d) =>
    list(d).parameters.push({ name: 'sort', in: 'query', schema: { type: 'string' } }),
  ),
  row('minor', 'an error that is no longer listed', (d) => delete refund(d).responses['409']),
  row('minor', 'an error that is listed now', (d) => (refund(d).responses['422'] = { description: 'No' })),
  row('minor', 'a required field of a request made optional', (d) => delete body(d).required),
  row('major', 'a choice removed from a request', (d) => body(d).properties.note.oneOf.pop()),
  row('major', 'a value removed from an enum of a request', (d) => body(d).properties.language.enum.pop()),
  row('major', 'a shorter text in a request', (d) => (body(d).properties.email.maxLength = 20)),
  row('major', 'fewer items in a request', (d) => (body(d).properties.tags.maxItems = 2)),
  row('major', 'a required field added to a request', (d) => {
    body(d).properties.vat = { type: 'string' };
    body(d).required.push('vat');
  }),
  row('major', 'a field removed from a request', (d) => delete body(d).properties.email),
  row('major', 'additionalProperties: false in a request', (d) => (refundBody(d).additionalProperties = false)),
  row('major', 'another type in a request', (d) => (body(d).properties.count.type = 'string')),
  row('major', 'a field removed from an answer', (d) => delete order(d).properties.payer),
  row('major', 'a nested field removed from an answer', (d) => (order(d).properties.payer.properties = {})),
  row('major', 'another type in an answer', (d) => (order(d).properties.created_at = { type: 'string' })),
  row('major', 'a field of an answer that may be missing now', (d) => (order(d).required = ['id'])),
  row('major', 'a parameter made required', (d) => (parameter(d, 'q').required = true)),
  row('major', 'a header other than the key made required', (d) => (refund(d).parameters[2].required = true)),
  row(
    'major',
    'a parameter removed',
    (d) => (list(d).parameters = list(d).parameters.filter((one: Loose) => one.name !== 'q')),
  ),
  row('major', 'another style of a parameter', (d) => (parameter(d, 'status[]').explode = false)),
  row('major', 'an operation removed', (d) => delete d.paths['/shop/orders/{id}']),
  row('major', 'a path moved', (d) => {
    d.paths['/shop/bestellungen/{id}'] = d.paths['/shop/orders/{id}'];
    delete d.paths['/shop/orders/{id}'];
  }),
];
