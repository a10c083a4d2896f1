import { publicOrigin, type SandboxContext } from '../context.ts';
import { type Handler, handler, okResult } from '../http/handler.ts';

/** A payment method of the sandbox's project. */
export interface Method {
  readonly key: string;
  readonly title: string;
  readonly type: string;
  readonly countries: readonly string[];
  readonly currencies: readonly string[];
  /** The highest amount, in minor units, for which the method is offered. */
  readonly maxAmount?: number;
  /** Whether a refund requires the payer's bank account. */
  readonly needsPayerData?: boolean;
}

const BALTIC = ['LT', 'LV', 'EE'];
const EUROPE = ['EUR', 'PLN', 'GBP', 'USD', 'SEK', 'NOK', 'DKK', 'CZK'];

const METHODS: readonly Method[] = [
  { key: 'swedbank', title: 'Swedbank', type: 'banklink', countries: BALTIC, currencies: ['EUR'] },
  { key: 'seb', title: 'SEB', type: 'banklink', countries: BALTIC, currencies: ['EUR'] },
  { key: 'luminor', title: 'Luminor', type: 'banklink', countries: BALTIC, currencies: ['EUR'] },
  { key: 'citadele', title: 'Citadele', type: 'banklink', countries: BALTIC, currencies: ['EUR'] },
  { key: 'lhv', title: 'LHV', type: 'banklink', countries: ['EE'], currencies: ['EUR'] },
  { key: 'coop', title: 'Coop Pank', type: 'banklink', countries: ['EE'], currencies: ['EUR'], needsPayerData: true },
  { key: 'artea', title: 'Artea', type: 'banklink', countries: ['LT'], currencies: ['EUR'] },
  { key: 'urbo', title: 'Urbo', type: 'banklink', countries: ['LT'], currencies: ['EUR'] },
  { key: 'revolut', title: 'Revolut', type: 'pis', countries: [...BALTIC, 'PL'], currencies: ['EUR', 'PLN', 'GBP'] },
  { key: 'paysera', title: 'Paysera account', type: 'banklink', countries: [], currencies: EUROPE },
  { key: 'card-payment', title: 'Card', type: 'card', countries: [], currencies: [...EUROPE, 'JPY', 'KWD'] },
  // The key in the guide's example of a link.
  { key: 'credit_card', title: 'Credit card', type: 'card', countries: [], currencies: EUROPE },
  { key: 'apple-pay', title: 'Apple Pay', type: 'card', countries: [], currencies: EUROPE, maxAmount: 1_000_000 },
];

export const listPaymentMethods: Handler = handler(({ query }, context) => {
  const { amount, currency } = query;
  // As documented, one without the other filters nothing.
  const filtered = amount !== undefined && currency !== undefined;
  const items = METHODS.filter(
    ({ currencies, maxAmount = Infinity }) =>
      !filtered || (currencies.includes(String(currency)) && Number(amount) <= maxAmount),
  );
  return okResult({ items: items.map((method) => showMethod(context, method)) });
});

/** The currencies that can be paid with some method. */
export function currencies(): string[] {
  return [...new Set(METHODS.flatMap((method) => method.currencies))];
}

/** The methods available for a currency and country. */
export function availableMethods(currency: string, country: string | undefined): Method[] {
  return METHODS.filter(({ key }) => isAvailable(key, currency, country));
}

export function isAvailable(key: string, currency: string, country: string | undefined): boolean {
  const method = METHODS.find((known) => known.key === key);
  if (!method?.currencies.includes(currency)) return false;
  return country === undefined || method.countries.length === 0 || method.countries.includes(country);
}

export function methodOf(key: string): Method {
  return (
    METHODS.find((method) => method.key === key) ?? { key, title: key, type: 'banklink', countries: [], currencies: [] }
  );
}

function showMethod(context: SandboxContext, method: Method) {
  return {
    key: method.key,
    title: method.title,
    description: `Pay with ${method.title}`,
    type: method.type,
    flow: 'redirect',
    available_countries: [...method.countries],
    available_currencies: Object.fromEntries(method.currencies.map((code, index) => [code, { main: index === 0 }])),
    logo_url: `${publicOrigin(context)}/_sandbox/logo/${method.key}.svg`,
  };
}
