/**
 * Says what is wrong with a body, and how to get the raw bytes in each framework. Loaded with the first such body.
 *
 * @param parsed The class of a body that is not raw.
 */
export function adviceOn(reason: 'wrong-signature' | 'body-not-raw', parsed?: string): string {
  const notRaw = parsed === undefined ? '`request` was already read' : `\`body\` is a parsed ${parsed}`;
  const what = reason === 'body-not-raw' ? notRaw : 'The signature does not match this body and OAuth client secret';
  return `${what}.
Pass raw bytes:
Express: express.raw({ type: '*/*' })
Fastify: addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
Koa: toNodeListener(handler)(ctx.req, ctx.res)
Hono: c.req.raw
Next.js app router, others: request.arrayBuffer()
Next.js pages: export const config = { api: { bodyParser: false } }
NestJS: NestFactory.create(app, { rawBody: true }), req.rawBody`;
}
