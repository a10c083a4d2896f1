import { type WebhookRefusal, WebhookVerificationError } from '../errors/webhook-verification-error.ts';

/** An error for a body that was parsed before it was verified. Says how to get the raw bytes in each framework. */
export function adviseRawBody(reason: WebhookRefusal, what: string): WebhookVerificationError {
  return new WebhookVerificationError(
    reason,
    `${what}.
Pass raw bytes:
Express: express.raw({ type: '*/*' })
Fastify: addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
Koa: toNodeListener(handler)(ctx.req, ctx.res)
Hono: c.req.raw
Next.js app router, others: request.arrayBuffer()
Next.js pages: export const config = { api: { bodyParser: false } }
NestJS: NestFactory.create(app, { rawBody: true }), req.rawBody`,
  );
}
