import type { Fault } from '../messages.ts';

/** What can be made to go wrong, by the words in the menu. */
export const FAULTS: readonly { readonly name: string; readonly title: string; readonly fault: Fault | undefined }[] = [
  { name: 'none', title: 'Nothing goes wrong', fault: undefined },
  {
    name: 'lost-order',
    title: 'The order is created, and the response is lost',
    fault: { on: 'createOrder', plan: { after: 'write', do: 'reset' } },
  },
  {
    name: 'lost-link',
    title: 'The payment link is created, and the response is lost',
    fault: { on: 'createPaymentLink', plan: { after: 'write', do: 'reset' } },
  },
  {
    name: 'lost-charge',
    title: 'The card is charged, and the response is lost',
    fault: { on: 'authorizePaymentRequest', plan: { after: 'write', do: 'reset' } },
  },
  {
    name: 'declined',
    title: 'The card is declined once',
    fault: { on: 'authorizePaymentRequest', plan: { do: 'decline' } },
  },
  { name: 'down', title: 'Paysera answers 503 once', fault: { on: '*', plan: { do: 'status', status: 503 } } },
  {
    name: 'slow',
    title: 'Paysera takes a second',
    fault: { on: '*', plan: { do: 'delay', delay: 1000, times: 1000 } },
  },
  { name: 'expired', title: 'The access token has expired', fault: { on: '*', plan: { do: 'expire-token' } } },
  { name: 'twice', title: 'Webhooks arrive twice', fault: { on: 'webhook', plan: { do: 'duplicate', times: 1000 } } },
  {
    name: 'forged',
    title: 'A webhook has a wrong signature',
    fault: { on: 'webhook', plan: { do: 'wrong-signature' } },
  },
];
