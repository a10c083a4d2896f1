import { type WebhookRefusal, WebhookVerificationError } from '../errors/webhook-verification-error.ts';

/** A refusal that raw bytes would mend: a JSON parser took them first. Says how each framework gives them. */
export function adviseRawBody(reason: WebhookRefusal, what: string): WebhookVerificationError {
  return new WebhookVerificationError(
    reason,
    `${what}.
Raw bytes:
Express: express.raw({ type: '*/*' })
Fastify: addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
Koa: toNodeListener(handler)(ctx.req, ctx.res)
Hono: c.req.raw
Next.js app router, elsewhere: request.arrayBuffer()
Next.js pages: export const config = { api: { bodyParser: false } }
NestJS: NestFactory.create(app, { rawBody: true }), req.rawBody`,
  );
}
