import type { MergedDocument } from '../../../scripts/generate/document/merged-document.ts';
import { merge } from '../../../scripts/generate/merge/merge.ts';
import { type OperationEntry, readOperations } from '../../../scripts/generate/operations/read-operations.ts';
import {
  BuildError,
  BuildErrors,
  type NewAction,
  type OverlayFix,
  parseSource,
} from '../../../scripts/shared/document.ts';
import type { Loose } from '../documents.ts';

export const HOST = 'https://api.paysera.com';

/** The overlay of the small shop: two operations, one of them with an amount. */
export const OVERLAY = {
  'x-server': HOST,
  actions: [
    {
      target: "$.paths['/shop/orders'].post",
      update: {
        operationId: 'createOrder',
        'x-status': 'documented',
        'x-retry': 'lookup',
        'x-amounts': ['purchase.amount'],
        'x-required-fields': ['order_id'],
      },
    },
    {
      target: "$.paths['/shop/orders'].get",
      update: { operationId: 'listOrders', 'x-status': 'documented', 'x-retry': 'safe', 'x-pagination': 'cursor' },
    },
    {
      target: "$.paths['/shop/orders/{id}'].get",
      update: { operationId: 'getOrder', 'x-status': 'documented', 'x-retry': 'safe' },
    },
  ] as Loose[],
};

/** What a vendor exports for it. */
export function shop(): Loose {
  const json = (schema: Loose) => ({ content: { 'application/json': { schema } } });
  const order = { $ref: '#/components/schemas/Order' };
  return {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1.0.0' },
    servers: [{ url: HOST }],
    security: [{ oauth: [] }],
    paths: {
      '/shop/orders': {
        post: {
          operationId: 'place_order',
          requestBody: json({
            type: 'object',
            required: ['purchase'],
            properties: { purchase: { type: 'object', properties: { amount: { type: 'integer' } } } },
          }),
          responses: {
            201: {
              description: 'Created',
              ...json({ type: 'object', required: ['order_id'], properties: { order_id: { type: 'string' } } }),
            },
          },
        },
        get: {
          parameters: [{ name: 'cursor', in: 'query', schema: { type: 'string' } }],
          responses: {
            200: {
              description: 'A page',
              ...json({
                type: 'object',
                required: ['items'],
                properties: {
                  items: { type: 'array', items: order },
                  cursor: { type: 'string' },
                  has_more: { type: 'boolean' },
                },
              }),
            },
          },
        },
      },
      '/shop/orders/{id}': {
        get: {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'An order', ...json(order) } },
        },
      },
    },
    components: {
      securitySchemes: {
        oauth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: `${HOST}/token`, scopes: {} } } },
      },
      schemas: {
        Order: {
          type: 'object',
          required: ['id', 'status'],
          properties: { id: { type: 'string' }, status: { type: 'string', enum: ['open', 'paid'] } },
        },
      },
    },
  };
}

/** A document seen through an overlay, up to what would be generated from. */
export function read(document: Loose, overlay: Loose = OVERLAY): { merged: MergedDocument; entries: OperationEntry[] } {
  const merged = merge(
    parseSource(JSON.stringify(document, null, 1), 'vendor.json'),
    parseSource(JSON.stringify(overlay, null, 1), 'overlay.json'),
  );
  const entries = readOperations(merged);
  merged.causes.check();
  return { merged, entries };
}

/** Everything for which a document is refused. */
export function refusals(document: Loose, overlay: Loose = OVERLAY): BuildError[] {
  try {
    read(document, overlay);
  } catch (error) {
    if (error instanceof BuildErrors) return [...error.errors];
    if (error instanceof BuildError) return [error];
    throw error;
  }
  return [];
}

/** The actions that would fix these, of those that an overlay takes at its end. */
export function addedBy(causes: readonly { readonly fix?: OverlayFix | undefined }[]): NewAction[] {
  return causes.flatMap(({ fix }) => (fix && 'add' in fix ? fix.add : []));
}

/** The shop with changes. */
export function shopWith(change: (document: Loose) => unknown): Loose {
  const document = shop();
  change(document);
  return document;
}
