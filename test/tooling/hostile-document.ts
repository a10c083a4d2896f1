import { parseSource, type SourceFile } from '../../scripts/shared/document.ts';
import type { Loose } from './documents.ts';

/** A document with something in every place that reaches generated code. */
export function smallDocument(): Loose {
  return {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1.0.0', description: 'A shop.' },
    servers: [{ url: 'https://api.example.com', description: 'Live' }],
    tags: [{ name: 'orders', description: 'Orders' }],
    paths: {
      '/orders/{id}': {
        summary: 'An order',
        description: 'An order of the shop.',
        parameters: [{ name: 'id', in: 'path', required: true, description: 'Its id.', schema: { type: 'string' } }],
        post: {
          operationId: 'updateOrder',
          'x-retry': 'key',
          'x-idempotency-key': { in: 'header', name: 'Idempotency-Key' },
          'x-pagination': 'cursor',
          'x-amounts': ['amount'],
          'x-required-fields': ['id'],
          'x-alias': { id: 'order_id' },
          summary: 'Update',
          description: 'Updates it.',
          tags: ['orders'],
          security: [],
          parameters: [
            {
              name: 'limit',
              in: 'query',
              description: 'How many.',
              schema: { type: 'integer', title: 'Limit', default: 10, format: 'int32' },
            },
          ],
          requestBody: {
            description: 'What to change.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  title: 'Change',
                  properties: { amount: { type: 'string', pattern: '^[0-9]+$', description: 'Minor units.' } },
                },
              },
            },
          },
          responses: {
            200: {
              description: 'The order.',
              headers: { 'x-left': { description: 'Left.', schema: { type: 'string' } } },
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
            },
            default: { description: 'Refused.' },
          },
        },
      },
    },
    webhooks: {
      order: {
        post: {
          operationId: 'receiveOrder',
          'x-required-fields': ['order.id'],
          summary: 'An order changed',
          description: 'Sent on each change.',
          requestBody: {
            description: 'The event.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Event' } } },
          },
          responses: { 200: { description: 'Received.' } },
        },
      },
    },
    components: {
      schemas: {
        Order: {
          title: 'Order',
          description: 'An order.',
          deprecated: true,
          type: 'object',
          format: 'order',
          default: { id: 'x' },
          example: { id: 'x' },
          examples: ['x', { id: 'x' }],
          required: ['id'],
          properties: {
            id: { type: 'string', title: 'Id', description: 'The id.', format: 'uuid', default: 'x', pattern: '^x$' },
            status: { anyOf: [{ type: 'string', enum: ['paid', 'open'], title: 'Known' }, { type: 'string' }] },
            kind: { type: 'string', const: 'order' },
            items: { type: 'array', items: { type: 'string', title: 'Item' } },
            mixed: { enum: ['one', 2, null], title: 'Mixed' },
            labels: { type: 'object', additionalProperties: { type: 'string', title: 'Label' } },
            tuple: { type: 'array', prefixItems: [{ type: 'string', const: 'first' }], items: { title: 'Rest' } },
            choice: { oneOf: [{ type: 'object', title: 'One', properties: { k: { const: 'a' } } }, { type: 'null' }] },
            whole: { allOf: [{ type: 'object', title: 'Part' }], title: 'Whole' },
          },
        },
        Event: {
          title: 'Event',
          type: 'object',
          properties: {
            event: { type: 'object', properties: { type: { type: 'string', enum: ['order'] } } },
            order: { type: 'object', properties: { id: { type: 'string' } } },
            what: { oneOf: [{ $ref: '#/components/schemas/Order' }], discriminator: { propertyName: 'kind' } },
          },
        },
      },
    },
  };
}

/** The document as a vendor would have it, and an overlay with the extensions of its operations. */
export function sourcesOf(document: Loose): { source: SourceFile; overlay: SourceFile } {
  const actions: Loose[] = [];
  const vendor = structuredClone(document);
  for (const group of ['paths', 'webhooks']) {
    for (const [path, item] of Object.entries<Loose>(Object(vendor[group]))) {
      for (const [method, operation] of Object.entries<Loose>(Object(item))) {
        if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) continue;
        const update = Object.fromEntries(
          Object.entries(operation).filter(([name]) => /^(x-|operationId$)/.test(name)),
        );
        for (const name of Object.keys(update)) delete operation[name];
        if (Object.keys(update).length > 0) actions.push({ target: `$.${group}['${path}'].${method}`, update });
      }
    }
  }
  return {
    source: parseSource(JSON.stringify(vendor), 'hostile.json'),
    overlay: parseSource(JSON.stringify({ 'x-server': 'https://api.example.com', actions }), 'hostile.overlay.json'),
  };
}

/** Every text of a document, as name or as value, with a way to put another in its place. */
export function placesOf(document: Loose): { readonly place: string; put(document: Loose, text: string): unknown }[] {
  const places: ReturnType<typeof placesOf> = [];
  const visit = (node: Loose, keys: readonly string[]) => {
    const holder = (root: Loose) => keys.reduce((at, key) => at[key], root);
    for (const [key, value] of Object.entries<Loose>(node)) {
      const place = [...keys, key].join('/');
      if (!Array.isArray(node)) {
        places.push({
          place: `the name ${place}`,
          put: (root, text) => {
            const at = holder(root);
            const entries = Object.entries(at).map(([name, member]) => [name === key ? text : name, member] as const);
            for (const name of Object.keys(at)) delete at[name];
            for (const [name, member] of entries)
              Object.defineProperty(at, name, { value: member, enumerable: true, configurable: true, writable: true });
          },
        });
      }
      if (typeof value === 'object' && value !== null) visit(value, [...keys, key]);
      else places.push({ place, put: (root, text) => Object.assign(holder(root), { [key]: text }) });
    }
  };
  visit(document, []);
  return places;
}
