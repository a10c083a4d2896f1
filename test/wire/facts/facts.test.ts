import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { fieldsOf } from '../../../src/wire/fields-of.ts';
import { plainClient } from '../../sandbox/plain-client.ts';
import { checkoutAt } from '../../support/clients.ts';
import { errorOf } from '../../support/error-of.ts';
import { type Api, at, fieldAt, operationOf, requestSchema, resolve, responseSchema } from './schema.ts';
import { type Exchange, type Story, tellStory } from './story.ts';
import { FACTS, factsOf, named, OWN } from './table.ts';

// What Paysera's guide pages state, one row a fact: what the document says of it, what the client makes of it, and what
// the sandbox does.

let story: Story;
beforeAll(async () => {
  story = await tellStory();
});
afterAll(() => story.sandbox.stop());

const exchange = (id: string): Exchange => {
  const found = story.exchanges.get(id);
  if (!found) throw new Error(`${id} was not called`);
  return found;
};
const isOf = (type: string, value: unknown): boolean =>
  type === 'integer' ? Number.isSafeInteger(value) : typeof value === type;
const call = (api: Api) => (api === 'checkout' ? story.raw.checkout : story.raw.recurring);

function changed(body: unknown, path: string, value: unknown): unknown {
  const [name = '', ...rest] = path.split('.');
  const fields = { ...fieldsOf(body) };
  fields[name] = rest.length === 0 ? value : changed(fields[name], rest.join('.'), value);
  return JSON.parse(JSON.stringify(fields));
}

describe.each(named(factsOf('sends'), ({ id, field }) => `${id} takes ${field}`))('%s', (_, fact) => {
  const { api, id, field, type, required, max } = fact;

  test('the document has it, of this type', () => {
    const found = fieldAt(api, requestSchema(api, id), field);
    expect(found.types).toContain(type);
    if (required) expect(found.required).toBe(true);
    if (max !== undefined) expect(found.maxLength).toBe(max);
  });

  test('the client sends it as this type', () => {
    expect(isOf(type, at(exchange(id).sent, field)), JSON.stringify(exchange(id).sent)).toBe(true);
  });

  test('the sandbox accepts it, rejects a request without it where it is required, and rejects what is too long', async () => {
    const { method, path, sent } = exchange(id);
    const { body } = await story.raw.checkout('POST', '/merchant-order/integration/v1/orders', {
      purchase: { reference: 'FACT', amount: '2500', currency: 'EUR' },
    });
    const target = path.replace(/orders\/[\w-]+$/, `orders/${body.order_id}`);
    // Each payment request is for another order, and each link for an order that is still to be paid.
    const orderId = id === 'createPaymentLink' ? body.order_id : crypto.randomUUID();
    const fresh =
      api === 'recurring-billing'
        ? changed(changed(sent, 'order_id', orderId), 'unique_identifier', orderId)
        : id === 'createPaymentLink'
          ? changed(sent, 'order_id', orderId)
          : sent;
    const send = async (input: unknown) => (await call(api)(method, target, input)).status;
    expect(await send(fresh)).toBe(exchange(id).status);
    const without = await send(changed(fresh, field, undefined));
    // The amount is left out when the payer sets it, which is another page's fact.
    if (required) expect([400, 403]).toContain(without);
    else if (!field.endsWith('purchase.amount') && field !== 'order_id') expect(without).toBeLessThan(300);
    if (max !== undefined) expect(await send(changed(fresh, field, 'x'.repeat(max + 1)))).toBe(400);
  });
});

describe.each(named(factsOf('filters'), ({ name }) => `listOrders filters by ${name}`))('%s', (_, { id, name }) => {
  const { path } = operationOf('checkout', id);

  test('the document has it', () => {
    const parameters = operationOf('checkout', id)['parameters'] as unknown[];
    expect(parameters.map((one) => resolve('checkout', one)['name'])).toContain(name);
  });

  test('the client sends it under this name', () => {
    expect(exchange(id).query.get(name)).not.toBeNull();
  });

  test('the sandbox finds the order by it, and not by another value', async () => {
    const value = exchange(id).query.get(name) ?? '';
    const paid = at(exchange('getOrder').answer, 'id');
    const search = async (wanted: string): Promise<unknown[]> => {
      const { body } = await story.raw.checkout('GET', `${path}?${name}=${wanted}`);
      return body.items.map((item: unknown) => at(item, 'id'));
    };
    const found = await search(value);
    expect(found.length).toBeGreaterThan(0);
    if (name === 'limit') return expect(found).toHaveLength(1);
    const others: Readonly<Record<string, string>> = { 'status[]': 'closed', 'currency[]': 'USD', q: 'nowhere' };
    const beyond = name.endsWith('_gte') ? '99999999999' : name.endsWith('_lte') ? '0' : '7';
    return expect(await search(others[name] ?? beyond)).not.toContain(paid);
  });
});

describe.each(named(factsOf('answers'), ({ id, field }) => `${id} answers ${field}`))('%s', (_, fact) => {
  const { api, id, status, field, type } = fact;

  test('the document has it, of this type', () => {
    expect(fieldAt(api, responseSchema(api, id, status), field).types).toContain(type);
  });

  test('the client returns it as it came', () => {
    expect(at(exchange(id).result, field)).toEqual(at(exchange(id).answer, field));
  });

  test('the sandbox answers it, of this type, with this status', () => {
    expect(exchange(id).status).toBe(status);
    expect(isOf(type, at(exchange(id).answer, field)), JSON.stringify(exchange(id).answer)).toBe(true);
  });
});

describe.each(named(factsOf('is at'), ({ method, path }) => `${method} ${path}`))('%s', (_, fact) => {
  const { api, id, method, path } = fact;

  test('is in the document', () => {
    expect(operationOf(api, id)).toMatchObject({ method, path });
  });

  test('is where the client goes, with its kind of credentials, and the sandbox answers', () => {
    const made = exchange(id);
    expect(made.method).toBe(method);
    expect(made.path).toMatch(new RegExp(`^${path.replace('{id}', '[\\w-]+')}$`));
    const kind = id === 'createAccessToken' ? undefined : api === 'checkout' ? /^Bearer / : /^MAC id="/;
    if (kind) expect(made.headers.get('Authorization')).toMatch(kind);
    expect(made.status).toBeLessThan(300);
  });
});

describe.each(named(factsOf('order status'), ({ status }) => `an order is ${status}`))('%s', (_, { status }) => {
  test('the document has it', () => {
    expect(fieldAt('checkout', responseSchema('checkout', 'getOrder', 200), 'status').enums).toContain(status);
  });

  test('the sandbox reaches it, and the client returns it', async () => {
    const { checkout, sandbox } = story;
    const order = { purchase: { reference: 'S', amount: 1, currency: 'EUR' } };
    const { order_id } = await checkout.orders.create(order);
    if (status === 'paid') {
      const link = { order_id, name: 'n', experience: { language: 'en' }, purchase: { amount: 1 } };
      await sandbox.payer.pay((await checkout.paymentLinks.create(link)).payment_URL);
    } else if (status === 'canceled' || status === 'closed') sandbox.endOrder(order_id, status);
    expect((await checkout.orders.get(order_id)).status).toBe(status);
  });
});

describe.each(named(factsOf('header'), ({ name }) => `each answer has ${name}`))('%s', (_, { name }) => {
  test('the document has it', () => {
    const answer = resolve('checkout', fieldsOf(operationOf('checkout', 'getOrder')['responses'])['200']);
    expect(Object.keys(fieldsOf(answer['headers']))).toContain(name);
  });

  test('the sandbox sends it, and the client reads it', async () => {
    const sandbox = await startSandbox({ port: false });
    const answer = await plainClient(sandbox, sandbox.fetch).checkout('GET', '/merchant-order/integration/v1/orders');
    expect(answer.headers.get(name)).toMatch(/^\d+$/);
    await sandbox.stop();
    const fetch = async (url: unknown) =>
      String(url).endsWith('/token')
        ? Response.json({ access_token: 't', expires_in: 3600, token_type: 'Bearer' })
        : Response.json({ error: 'not_found' }, { status: 404, headers: { [name]: '7' } });
    const error = await errorOf(checkoutAt('http://127.0.0.1:1', { fetch: fetch as never }).orders.get('a'));
    expect(Object.values(fieldsOf(at(error, 'rateLimit')))).toContain(7);
  });
});

describe('facts of their own', () => {
  const exercised = OWN.flatMap((fact) => ('check' in fact ? [fact] : []));
  test.each(named(exercised, ({ what }) => what))('%s', (_, { check }) => check(story));
});

const PAGES = [
  ...['api-integration-guide', 'create-payment-link', 'create-payment-request', 'payment-orders'],
  'recurring-billing-fundamentals',
];

test('the facts are counted', () => {
  const places = FACTS.map(({ kind, at: place, ...fact }) => JSON.stringify([kind, place, fact]));
  expect(new Set(places).size, 'each fact once').toBe(FACTS.length);
  expect([...new Set(FACTS.map(({ at: [page] }) => page))].sort(), 'of each page').toEqual(PAGES);
  const not = OWN.flatMap((fact) => ('why' in fact ? [`${fact.at.join(':')} ${fact.what}: ${fact.why}`] : []));
  console.log(`${FACTS.length} facts of ${PAGES.length} guide pages, ${not.length} not exercised\n${not.join('\n')}`);
  expect(FACTS.length - not.length).toBeGreaterThanOrEqual(122);
});
