import { beforeAll, describe, expect, inject, test } from 'vitest';
import { operations as checkoutTable } from '../../../generated/checkout/operations.ts';
import { operations as recurringTable } from '../../../generated/recurring-billing/operations.ts';
import { createTokenSource, isOutcomeUnknownError, type PayseraError } from '../../../src/index.ts';
import { CREDENTIALS, checkoutAt, recurringAt } from '../../support/clients.ts';
import { type DocumentedCase, documentedCases, documentedOperations } from '../../support/documented-cases.ts';
import { TOKEN_PATH } from '../../support/loopback.ts';
import { isTranscribed } from '../../support/transcribed.ts';
import { type Clients, ID, type Row, rows } from './rows.ts';

const operations = documentedOperations();
const cases = documentedCases();
// A document of Paysera's own may have operations without a method, or without an example.
const called = operations.filter(
  ({ operation }) => operation in rows && cases.some((one) => one.operation === operation),
);
/** The request that a case answers. Errors answer any. */
function requestFor({ operation, documented, value }: DocumentedCase, row: Row) {
  const { bodies = {} } = operations.find((one) => one.operation === operation) ?? {};
  const body = (row.body === undefined ? Object.values(bodies)[0] : bodies[row.body]) ?? row.unexampled ?? {};
  return { id: ID, body, ...(isSuccess(documented) && row.asked?.(value, bodies)) };
}

/** Error classes by status. A documented status that is missing here fails a test. */
const CLASSES: Readonly<Record<string, string>> = {
  400: 'ValidationError',
  401: 'AuthenticationError',
  403: 'PermissionError',
  404: 'NotFoundError',
  406: 'NotAcceptableError',
  409: 'ConflictError',
  422: 'ValidationError',
  429: 'RateLimitError',
  500: 'ServerError',
  502: 'ServerError',
  503: 'ServerError',
  default: 'ApiError',
};

/** Operations that create or change something, so that a lost response leaves the outcome unknown. */
const OUTCOME_MATTERS = [
  'createOrder',
  'updateOrder',
  'createPaymentLink',
  'updatePaymentLink',
  'createRefund',
  'createPaymentRequest',
  'startPayment',
  'authorizePaymentRequest',
  'capturePaymentRequest',
];

/** `default` is tested with a status that no document lists. */
const sent = (documented: string) => (documented === 'default' ? 418 : Number(documented));

const isSuccess = (documented: string) => documented.startsWith('2');

let clients: Clients;
beforeAll(() => {
  const url = inject('prism');
  const { clientId, clientSecret } = CREDENTIALS;
  clients = {
    checkout: checkoutAt(url, { validation: 'throw' }),
    recurring: recurringAt(url, { validation: 'throw' }),
    token: (prefer, accept) =>
      createTokenSource({
        clientId,
        clientSecret,
        tokenUrl: url + TOKEN_PATH,
        fetch: (input, init) => {
          const headers = { ...(init?.headers as Record<string, string>), Prefer: prefer };
          return fetch(input, { ...init, headers: { ...headers, ...(accept && { Accept: accept }) } });
        },
      }).get(),
  };
});

function optionsFor({ documented, mediaType, example }: DocumentedCase) {
  const prefer = [`code=${sent(documented)}`, ...(example ? [`example=${example}`] : [])].join(', ');
  return { retry: false, headers: { Prefer: prefer, Accept: mediaType } } as const;
}

/** What an error body says, in any of the documented envelopes. */
function errorFieldsOf(value: Record<string, unknown>, status: number) {
  const { error, error_description, message, detail, title, error_properties, details, errors, error_uri } = value;
  const fields: Record<string, unknown[]> = {};
  for (const [place, messages] of Object.entries(error_properties ?? {})) fields[place] = messages as unknown[];
  for (const item of [...((details ?? errors ?? []) as { field?: string; message: string }[])]) {
    if (item.field !== undefined) fields[item.field] = [...(fields[item.field] ?? []), item.message];
  }
  return {
    status,
    error: error ?? `http_${status}`,
    description: error_description ?? message ?? detail ?? title,
    errorUri: error_uri,
    fields,
  };
}

function errorOf(promise: PromiseLike<unknown>): Promise<PayseraError> {
  return Promise.resolve(promise).then(
    (value) => Promise.reject(new Error(`resolved with ${JSON.stringify(value)}`)),
    (error: PayseraError) => error,
  );
}

function assertError(error: PayseraError, { operation, documented, value }: DocumentedCase) {
  const status = sent(documented);
  let api = error;
  if (OUTCOME_MATTERS.includes(operation) && status >= 500) {
    expect(error.name).toBe('OutcomeUnknownError');
    expect(isOutcomeUnknownError(error)).toBe(true);
    api = error.cause as PayseraError;
  }
  const expected =
    value['error'] === 'payment_collection_not_activated' ? 'PaymentCollectionNotActivatedError' : CLASSES[documented];
  expect(api.name).toBe(expected);
  expect(api).toMatchObject({ operation, ...errorFieldsOf(value, status) });
}

describe('the table covers the documents', () => {
  test('each operation that an overlay names has exactly one row in the table', () => {
    const listed = Object.values({ ...checkoutTable, ...recurringTable }).filter((row) => !('unlisted' in row));
    expect(Object.keys(rows).sort()).toEqual(listed.map(({ id }) => id).sort());
  });

  test('each documented status has an example response in the transcriptions, and each error status has a class', () => {
    // A document of Paysera's own may have none.
    for (const { api, operation, statuses } of operations) {
      for (const status of statuses) {
        const found = cases.filter((one) => one.operation === operation && one.documented === status);
        if (isTranscribed(api)) expect(found.length, `${operation} ${status} has no example`).toBeGreaterThan(0);
        if (!isSuccess(status)) expect(CLASSES, `${operation} ${status}`).toHaveProperty(status);
      }
    }
  });
});

describe.each(called)('$operation', ({ operation, method, path }) => {
  const row = rows[operation];
  const mine = cases.filter((one) => one.operation === operation);

  test.each(mine)('its method returns the documented $documented $mediaType $example', async (one) => {
    if (!row) throw new Error(`no row for ${operation}`);
    const { body, id } = requestFor(one, row);
    const call = () => row.call(clients, body, optionsFor(one), id);
    const refused = row.refused?.[one.example];
    if (!isSuccess(one.documented)) assertError(await errorOf(call()), one);
    else if (refused) expect((await errorOf(call())).name).toBe(refused);
    else expect(await call()).toEqual(row.seen ? row.seen(one.value) : one.value);
  });

  test.each(mine)('client.api returns the documented $documented $mediaType $example', async (one) => {
    if (!row) throw new Error(`no row for ${operation}`);
    const client = one.api === 'checkout' ? clients.checkout : clients.recurring;
    const send = client.api[method as 'GET'] as unknown as (path: string, init: object) => Promise<ApiReply>;
    const { body, id } = requestFor(one, row);
    const { query, path: named = {} } = row.params ?? {};
    const call = () =>
      send(path, {
        params: { query, path: 'id' in named ? { id } : named },
        ...(Object.keys(body).length > 0 && { body }),
        ...optionsFor(one),
      });
    if (OUTCOME_MATTERS.includes(operation) && sent(one.documented) >= 500) {
      assertError(await errorOf(call()), one);
      return;
    }
    const refused = row.refused?.[one.example];
    if (refused) {
      expect((await errorOf(call())).name).toBe(refused);
      return;
    }
    const { data, error, response } = await call();
    expect(response.status).toBe(sent(one.documented));
    expect(isSuccess(one.documented) ? data : error).toEqual(one.value);
  });
});

interface ApiReply {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}
