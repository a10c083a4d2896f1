import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { documentOf } from '../../support/document-of.ts';

// What an editor shows, asked of TypeScript's own language service.

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FILE = `${ROOT}test/unit/types/__written-in-an-editor.ts`;

const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);

/** A language service over one file in memory. `|` marks the place that is asked about. */
function editor() {
  let source = '';
  let version = 0;
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getScriptFileNames: () => [FILE],
    getScriptVersion: (name) => (name === FILE ? String(version) : '0'),
    getScriptSnapshot: (name) => {
      const text = name === FILE ? source : ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    // No question uses all that the prelude declares.
    getCompilationSettings: () => ({ ...options, noEmit: true, noUnusedLocals: false }),
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  return (written: string) => {
    const place = written.indexOf('|');
    source = written.replace('|', '');
    version++;
    return {
      // An editor shows the text and the tags; @description is one.
      documentation: () => {
        const { documentation, tags = [] } = service.getQuickInfoAtPosition(FILE, place) ?? {};
        return [documentation, ...tags.map(({ text }) => text)].map(ts.displayPartsToString).join('\n');
      },
      errors: () =>
        service
          .getSemanticDiagnostics(FILE)
          .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
      completions: () =>
        (service.getCompletionsAtPosition(FILE, place, {})?.entries ?? []).map(({ name }) =>
          name.replaceAll(/['"]/g, ''),
        ),
    };
  };
}

const at = editor();
const PRELUDE = `
import { createCheckout, createRecurringBilling, isOutcomeUnknownError } from '../../../src/index.ts';
const checkout = createCheckout();
const recurring = createRecurringBilling();
`;
const ORDER = `const order = await checkout.orders.get('a');`;
// The first question has TypeScript read everything.
beforeAll(() => void at(`${PRELUDE}|checkout;`).documentation(), 60_000);

const REQUEST = `const request = await recurring.paymentRequests.get('a');`;

interface Document {
  readonly components: { schemas: Record<string, { properties?: Record<string, { description?: string }> }> };
}

/** The first line of what the document says of a field. */
function described(api: string, schema: string, field: string): string {
  const { components } = documentOf(api) as Document;
  const { description = '' } = components.schemas[schema]?.properties?.[field] ?? {};
  if (description === '') throw new Error(`${schema}.${field} has no description`);
  return description.split('\n')[0] ?? '';
}

describe('hovering a field shows its documentation', () => {
  const page = 'const page = await checkout.orders.list();';
  const link =
    "const link = await checkout.paymentLinks.create({ order_id: 'a', name: 'b', experience: { language: 'en' }, purchase: { amount: 1 } });";
  const payment = "const payment = await checkout.payments.get('a');";
  test.each<[string, string, string, string]>([
    ['checkout', 'OrderSummary', 'amount', `${page} page.items[0]?.|amount;`],
    ['checkout', 'OrderSummary', 'status', `${page} page.items[0]?.|status;`],
    ['checkout', 'Order', 'amount_paid', `${ORDER} order.|amount_paid;`],
    ['checkout', 'Order', 'created_at', `${ORDER} order.|created_at;`],
    ['checkout', 'CreatedPaymentLink', 'payment_URL', `${link} link.|payment_URL;`],
    ['checkout', 'CreatedPaymentLink', 'expired_at', `${link} link.|expired_at;`],
    ['checkout', 'Payment', 'amount', `${payment} payment.|amount;`],
    [
      'checkout',
      'OrderPurchase',
      'reference',
      "checkout.orders.create({ purchase: { |reference: 'A', amount: 1, currency: 'EUR' } });",
    ],
    [
      'checkout',
      'OrderPurchase',
      'amount',
      "checkout.orders.create({ purchase: { reference: 'A', |amount: 1, currency: 'EUR' } });",
    ],
    ['recurring-billing', 'PaymentRequest', 'issued_token', `${REQUEST} request.|issued_token;`],
    ['recurring-billing', 'PriceResponse', 'amount', `${REQUEST} request.price?.|amount;`],
  ])('%s %s.%s', (api, schema, field, written) => {
    expect(at(PRELUDE + written).documentation()).toContain(described(api, schema, field));
  });
});

describe('hovering a method shows what it does', () => {
  test.each<[string, string, RegExp]>([
    ['a method', 'checkout.orders.|create;', /minor units/],
    [
      'a method whose body is flat',
      'checkout.orders.|update;',
      /not inside `purchase`[\s\S]*update\(orderId, \{ amount: 1500 \}\)/,
    ],
    ['a method that charges', 'recurring.paymentRequests.|authorize;', /Charges/],
    ['a guard', '|isOutcomeUnknownError;', /Compare its `operation`/],
    ['a page', 'const page = await checkout.orders.list(); page.|cursor;', /next page/],
    ['an option', "checkout.orders.get('a', { |timeout: 1 });", /Milliseconds/],
  ])('%s', (_, written, expected) => {
    expect(at(PRELUDE + written).documentation()).toMatch(expected);
  });
});

const LOST = 'declare const error: unknown; if (!isOutcomeUnknownError(error)) throw error;';

describe('for an unknown outcome', () => {
  test('the operations that can end so are completed, and no other', () => {
    const offered = at(`${PRELUDE}${LOST} error.operation === '|';`).completions();
    expect(offered).toEqual(expect.arrayContaining(['createOrder', 'createRefund', 'capturePaymentRequest']));
    expect(offered).not.toContain('getOrder');
  });

  test('the found value has the type of its operation, with its documentation', () => {
    const found = `${LOST} if (error.operation !== 'createOrder') throw error;
      const found = await error.resolve(); if (found.outcome === 'happened') found.value.|order_id;`;
    expect(at(PRELUDE + found).documentation()).toContain(described('checkout', 'CreatedOrder', 'order_id'));
  });
});

describe('known values are completed, although any other is allowed', () => {
  test.each<[string, string, readonly string[]]>([
    ['the status of an order', `${ORDER} order.status === '|';`, ['pending_payment', 'paid', 'canceled', 'closed']],
    [
      'the status filter',
      `checkout.orders.list({ status: ['|'] });`,
      ['pending_payment', 'paid', 'canceled', 'closed'],
    ],
    [
      'the status of a payment',
      `const payment = await checkout.payments.get('a'); payment.status === '|';`,
      ['settled', 'failed', 'canceled', 'cancelled', 'refunded', 'chargeback'],
    ],
    [
      'the status of a payment request',
      `${REQUEST} request.status === '|';`,
      ['new', 'authorized', 'captured', 'canceled'],
    ],
    [
      'the flow of a link',
      `checkout.createPayment({ purchase: { reference: 'A', amount: 1, currency: 'EUR' }, link: { experience: { language: 'en', payment_flow: '|' } } });`,
      ['paysera_checkout', 'direct_payment'],
    ],
  ])('%s', (_, written, expected) => {
    expect(at(PRELUDE + written).completions()).toEqual(expect.arrayContaining([...expected]));
  });
});

describe('the error of the compiler', () => {
  test.each([
    ["checkout.orders.create({ purchase: { reference: 'A', amount: 25.5, currency: 'EUR' } });"],
    ["checkout.orders.update('a', { amount: '25.50' });"],
    ["checkout.payments.refund('a', { amount: -1, currency: 'EUR' });"],
    ['checkout.orders.list({ amount_gte: 0.5 });'],
    ["checkout.createPayment({ purchase: { reference: 'A', amount: 25.5, currency: 'EUR' } });"],
  ])('of a decimal literal says what to use: %s', (written) => {
    const errors = at(PRELUDE + written)
      .errors()
      .join('\n');
    expect(errors).toContain("not minor units: use minorUnits('25.00', 'EUR')");
  });

  test('names the amount that is wrong, and no other', () => {
    const purchase = "{ reference: 'A', amount: 25, minimum_amount: 1.5, currency: 'EUR' }";
    expect(at(`${PRELUDE}checkout.orders.create({ purchase: ${purchase} });`).errors()).toEqual([
      expect.stringContaining("Type '1.5' is not assignable to type"),
    ]);
  });
});
