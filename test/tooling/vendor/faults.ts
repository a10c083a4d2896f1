import type { Loose } from '../documents.ts';

/** A fault of a document that an action of the overlay mends. */
export interface Mended {
  readonly fault: string;
  readonly apply: (document: Loose) => unknown;
  readonly reason: RegExp;
  /** The actions, where they are not plain from the fault. */
  readonly drafted?: readonly Loose[];
  /** It cannot be there together with the others. */
  readonly alone?: true;
}

const json = (holder: Loose) => holder.content['application/json'].schema;
const list = (d: Loose) => d.paths['/shop/orders'].get;
const page = (d: Loose) => json(list(d).responses['200']);
const created = (d: Loose) => json(d.paths['/shop/orders'].post.responses['201']);
const one = (d: Loose) => d.paths['/shop/orders/{id}'].get;
export const order = (d: Loose) => d.components.schemas.Order;
export const purchase = (d: Loose) => json(d.paths['/shop/orders'].post.requestBody).properties.purchase.properties;

const REFERENCES: readonly Mended[] = [
  {
    fault: 'a schema that is missing',
    apply: (d) => (order(d).properties.shipping = { $ref: '#/components/schemas/Shipping' }),
    reason: /\$ref #\/components\/schemas\/Shipping leads to nothing/,
    drafted: [{ target: '$', update: { components: { schemas: { Shipping: {} } } } }],
  },
  {
    fault: 'a reference left from Swagger 2.0',
    apply: (d) => (page(d).properties.items.items = { $ref: '#/definitions/Order' }),
    reason: /#\/definitions\/Order leads to nothing/,
    drafted: [{ target: "$..[?@['$ref'] == '#/definitions/Order']", update: { $ref: '#/components/schemas/Order' } }],
  },
  {
    fault: 'a reference left from Swagger 2.0, whose schema is gone',
    apply: (d) => (order(d).properties.payer = { $ref: "#/definitions/Payer's" }),
    reason: /#\/definitions\/Payer's leads to nothing/,
    drafted: [{ target: "$..[?@['$ref'] == '#/definitions/Payer\\'s']['$ref']", remove: true }],
  },
  {
    fault: 'an error response that is missing',
    apply: (d) => (one(d).responses['403'] = { $ref: '#/components/responses/NotFound' }),
    reason: /NotFound leads to nothing/,
    drafted: [{ target: '$', update: { components: { responses: { NotFound: { description: '' } } } } }],
  },
  {
    fault: 'parameters that are missing',
    apply: (d) =>
      list(d).parameters.unshift({ $ref: '#/components/parameters/A' }, { $ref: '#/components/parameters/B' }),
    reason: /parameters\/A leads to nothing\.\n.*parameters\/B leads to nothing/,
  },
  {
    fault: 'a request that is missing',
    apply: (d) => (one(d).requestBody = { $ref: '#/components/requestBodies/Filter' }),
    reason: /requestBodies\/Filter leads to nothing/,
  },
  {
    fault: 'a header that is missing',
    apply: (d) => (list(d).responses['200'].headers = { 'X-Total': { $ref: '#/components/headers/Total' } }),
    reason: /headers\/Total leads to nothing/,
  },
  {
    fault: 'an example that is missing',
    apply: (d) =>
      (one(d).responses['200'].content['application/json'].examples = { paid: { $ref: '#/components/examples/Paid' } }),
    reason: /examples\/Paid leads to nothing/,
  },
  {
    fault: 'a path that is missing',
    apply: (d) => (d.paths['/shop/more'] = { $ref: '#/components/pathItems/More' }),
    reason: /pathItems\/More leads to nothing/,
  },
  {
    fault: 'a choice that is mapped to a bare name, and one mapped to nothing',
    apply: (d) =>
      (order(d).discriminator = {
        propertyName: 'status',
        mapping: { open: 'Order', paid: '#/components/schemas/Paid' },
      }),
    reason:
      /mapping open: Order leads outside the document.*\n.*mapping paid: #\/components\/schemas\/Paid leads to nothing/,
    drafted: [
      {
        target: '$.components.schemas.Order.discriminator.mapping',
        update: { open: '#/components/schemas/Order' },
      },
      { target: '$.components.schemas.Order.discriminator.mapping.paid', remove: true },
    ],
  },
  {
    fault: 'a schema within itself',
    apply: (d) => (order(d).properties.parent = { type: 'array', items: { $ref: '#/components/schemas/Order' } }),
    reason: /Order is a cycle/,
    drafted: [{ target: "$.components.schemas.Order.properties.parent.items['$ref']", remove: true }],
  },
];

const LINTED: readonly Mended[] = [
  {
    fault: 'members that OpenAPI does not have',
    apply: (d) => {
      d.info.contact = { mail: 'a@example.com' };
      order(d).properties.id.requred = true;
    },
    reason: /Property `mail` is not expected here\. \[struct\]\n.*Property `requred` is not expected here/,
    drafted: [
      { target: '$.info.contact.mail', remove: true },
      { target: '$.components.schemas.Order.properties.id.requred', remove: true },
    ],
  },
  {
    fault: 'a parameter as in Swagger 2.0',
    apply: (d) => list(d).parameters.push({ name: 'page', in: 'query', type: 'integer' }),
    reason: /`type` is not expected here|following fields: schema, content/,
  },
  {
    fault: 'a parameter without a name, and one that is nowhere',
    apply: (d) =>
      list(d).parameters.push({ in: 'query', schema: {} }, { name: 'z', in: 'formData', schema: { type: 'string' } }),
    reason: /The field `name` must be present.*\n.*`in` can be one of the following only/,
    drafted: [
      { target: "$.paths['/shop/orders'].get.parameters[?@.name == 'z' && @['in'] == 'formData']", remove: true },
      { target: "$.paths['/shop/orders'].get.parameters[?!@['$ref'] && !@['name']]", remove: true },
    ],
  },
  {
    fault: 'a parameter that is there three times',
    apply: (d) => list(d).parameters.push(...[1, 2].map(() => ({ name: 'cursor', in: 'query', schema: {} }))),
    reason: /Operations must have unique `name` \+ `in` parameters/,
    drafted: [
      { target: "$.paths['/shop/orders'].get.parameters[2]", remove: true },
      { target: "$.paths['/shop/orders'].get.parameters[1]", remove: true },
    ],
  },
  {
    fault: 'types that JSON does not have',
    apply: (d) => Object.assign(order(d).properties, { total: { type: 'float' }, at: { type: 'date' } }),
    reason: /`type` can be one of the following only/,
  },
  {
    fault: 'a field that is required by itself',
    apply: (d) => (order(d).properties.id.required = true),
    reason: /Expected type `array` but got `boolean`/,
  },
  {
    fault: 'items of a list that are a list',
    apply: (d) => (order(d).properties.tags = { type: 'array', items: [{ type: 'string' }] }),
    reason: /Expected type `Schema` \(object\) but got `array`/,
    drafted: [{ target: '$.components.schemas.Order.properties.tags', update: { items: {} } }],
  },
  {
    fault: 'a response that is a text',
    apply: (d) => (one(d).responses['404'] = 'Not found'),
    reason: /Expected type `Response` \(object\) but got `string`/,
  },
  {
    fault: 'a status that does not exist',
    apply: (d) => (one(d).responses['2000'] = { description: 'Fine' }),
    reason: /Property `2000` is not expected here/,
  },
  {
    fault: 'limits that are no numbers, or below zero',
    apply: (d) => (order(d).properties.note = { type: 'string', minLength: -1, maxLength: '10' }),
    reason: /minLength field must be greater than or equal to 0|Expected type `integer` but got `string`/,
  },
  {
    fault: 'a number among the names of required fields',
    apply: (d) => order(d).required.push(7),
    reason: /Expected type `string` but got `(number|integer)`/,
    drafted: [{ target: '$.components.schemas.Order.required[?@ == 7]', remove: true }],
  },
  {
    fault: 'a request without content',
    apply: (d) =>
      (d.paths['/shop/orders/{id}'].put = {
        requestBody: { description: 'x' },
        responses: { 200: { description: '' } },
      }),
    reason: /The field `content` must be present/,
  },
  {
    fault: 'a discriminator without a property',
    apply: (d) => (created(d).discriminator = {}),
    reason: /The field `propertyName` must be present/,
  },
  {
    fault: 'fields of a list',
    apply: (d) => (order(d).properties.lines = { type: 'object', properties: {}, items: {} }),
    reason: /'object' type should not contain 'items'/,
  },
  {
    fault: 'access that is defined nowhere, beside ours',
    apply: (d) => d.security.push({ partner: [] }),
    reason: /There is no `partner` security scheme defined/,
  },
];

const OURS: readonly Mended[] = [
  {
    fault: 'another host',
    apply: (d) => (d.servers[0].url = 'https://api.paysera.dev'),
    reason: /servers: none is https:\/\/api\.paysera\.com/,
  },
  {
    fault: 'no word about access',
    apply: (d) => delete d.security,
    reason: /security is missing/,
    alone: true,
  },
  {
    fault: 'no word about access, and no scheme',
    apply: (d) => {
      delete d.security;
      delete d.components.securitySchemes;
    },
    reason: /security is missing/,
    alone: true,
  },
  {
    fault: 'access that is none of ours',
    apply: (d) => (d.components.securitySchemes.oauth = { type: 'apiKey', in: 'query', name: 'key' }),
    reason: /security oauth: expected OAuth2, bearer or the http scheme MAC/,
    alone: true,
  },
  {
    fault: 'no version of its own',
    apply: (d) => (d.info.version = 'June 2026 (beta)'),
    reason: /info\.version is "June 2026 \(beta\)"/,
    drafted: [{ target: '$', update: { info: { version: 'June-2026-beta' } } }],
  },
  {
    fault: 'no version',
    apply: (d) => delete d.info.version,
    reason: /The field `version` must be present/,
    alone: true,
  },
  {
    fault: 'a list that is no list',
    apply: (d) => delete page(d).properties.items,
    reason: /x-pagination: the response 200 has no list of items/,
    alone: true,
  },
  {
    fault: 'an answer without the id that the client goes on with',
    apply: (d) => delete created(d).properties.order_id,
    reason: /x-required-fields: the response 201 has no order_id/,
  },
  {
    fault: 'a request without its amount',
    apply: (d) => delete purchase(d).amount,
    reason: /x-amounts: the request has no purchase\.amount/,
  },
  {
    fault: 'an operation that is gone',
    apply: (d) => delete d.paths['/shop/orders/{id}'],
    reason: /action 3 matches nothing/,
    alone: true,
  },
];

export const MENDED: readonly Mended[] = [...REFERENCES, ...LINTED, ...OURS];
