import { publicOrigin } from '../context.ts';
import { type Handler, handler, okResult } from '../http/handler.ts';
import { offsetPage } from './page.ts';
import { requireRequest } from './payment-requests.ts';

/** A payment method for payment requests. Only a card supports tokens for later charges. */
export interface SandboxMethod {
  readonly key: string;
  readonly title: string;
  readonly countries: readonly string[];
  readonly group: string;
  readonly tokenizable: boolean;
}

export const SANDBOX_METHODS: readonly SandboxMethod[] = [
  { key: 'card', title: 'Card', countries: [], group: 'cards', tokenizable: true },
  { key: 'swedbank', title: 'Swedbank', countries: ['LT', 'LV', 'EE'], group: 'e-banking', tokenizable: false },
  { key: 'seb', title: 'SEB', countries: ['LT', 'LV', 'EE'], group: 'e-banking', tokenizable: false },
];

/** The methods that a payment request can be paid with. */
export function requestMethods(request: { readonly token_strategy?: string }): SandboxMethod[] {
  return SANDBOX_METHODS.filter(({ tokenizable }) => tokenizable || request.token_strategy !== 'required');
}

export const listPaymentRequestMethods: Handler = handler(({ params, query }, context) => {
  const methods = requestMethods(requireRequest(context, params['id'])).map((method) => ({
    ...method,
    id: method.key,
  }));
  return okResult(
    offsetPage(methods, query, ({ key, title, countries, group }) => ({
      key,
      countries,
      group_key: group,
      basic_information: [{ language: 'en', title, description: `Pay with ${title}` }],
      gateway: 'sandbox',
      logo_url: `${publicOrigin(context)}/_sandbox/logo/${key}.svg`,
      status: 'enabled',
    })),
  );
});
