import type { CallFault, DeliveryFault, FaultPlan, FaultTarget } from '../../faults.ts';

/** The fields of a plan, apart from `do` and `times`, which every fault has. */
export type FaultField = 'after' | 'status' | 'delay' | 'seconds';

/** A fault in words, with the fields that apply to it. */
export interface FaultText {
  readonly kind: CallFault | DeliveryFault;
  readonly name: string;
  readonly text: string;
  readonly fields: readonly FaultField[];
}

export const CALL_TEXTS: readonly FaultText[] = [
  {
    kind: 'reset',
    name: 'Connection reset',
    text: 'The connection breaks, and no response arrives. After the operation: it is done, and only the response is lost.',
    fields: ['after'],
  },
  {
    kind: 'hang',
    name: 'No response',
    text: 'The connection stays open and silent, until the client gives up.',
    fields: ['after'],
  },
  {
    kind: 'status',
    name: 'An error status',
    text: 'The documented error of a status, such as 503. After the operation: it is done all the same.',
    fields: ['status', 'after'],
  },
  {
    kind: 'truncated-response',
    name: 'Half a response',
    text: 'The operation is done, and the connection breaks in the middle of the response.',
    fields: [],
  },
  {
    kind: 'html',
    name: 'A page of a gateway',
    text: 'HTML in place of JSON, as a load balancer answers when what is behind it is down.',
    fields: ['status', 'after'],
  },
  { kind: 'empty', name: 'An empty body', text: 'A status without a body.', fields: ['status', 'after'] },
  { kind: 'delay', name: 'A slow response', text: 'The response arrives, only later.', fields: ['delay'] },
  {
    kind: 'skew-clock',
    name: 'A clock that is off',
    text: 'For this call, the clock of Paysera is ahead by some seconds. A signature may then be too old.',
    fields: ['seconds'],
  },
  {
    kind: 'expire-token',
    name: 'An expired token',
    text: 'The access token of the call has expired. For createAccessToken: it issues one that lasts only some seconds.',
    fields: ['seconds'],
  },
  {
    kind: 'decline',
    name: 'Card declined',
    text: 'The bank declines the card. Only for authorizePaymentRequest.',
    fields: [],
  },
];

export const DELIVERY_TEXTS: readonly FaultText[] = [
  { kind: 'duplicate', name: 'Twice', text: 'The same delivery is sent two times.', fields: [] },
  {
    kind: 'reorder',
    name: 'In reverse order',
    text: 'The order is reported before the payment that paid it. Webhooks only.',
    fields: [],
  },
  {
    kind: 'lose',
    name: 'Lost',
    text: 'The attempt never reaches the shop. A webhook is sent again after 1, 5 and 25 hours.',
    fields: [],
  },
  {
    kind: 'late',
    name: 'Late',
    text: 'It is sent some seconds later, by the clock of the sandbox.',
    fields: ['seconds'],
  },
  {
    kind: 'wrong-signature',
    name: 'Badly signed',
    text: 'The signature is wrong: a shop has to refuse it. Webhooks only.',
    fields: [],
  },
];

export const FAULT_TEXTS: readonly FaultText[] = [...CALL_TEXTS, ...DELIVERY_TEXTS];

/** Faults that belong together, in effect until they are removed. */
export interface Preset {
  readonly name: string;
  readonly text: string;
  readonly plans: readonly { readonly on: FaultTarget; readonly plan: FaultPlan }[];
}

export const PRESETS: readonly Preset[] = [
  {
    name: 'Paysera is slow',
    text: 'Every call takes three seconds longer.',
    plans: [{ on: '*', plan: { do: 'delay', delay: 3000 } }],
  },
  {
    name: 'Paysera is down',
    text: 'Every call is answered with 503.',
    plans: [{ on: '*', plan: { do: 'status', status: 503 } }],
  },
  {
    name: 'Responses get lost',
    text: 'Orders, links, refunds and charges are made, but the next response to each never arrives.',
    plans: (['createOrder', 'createPaymentLink', 'createRefund', 'authorizePaymentRequest'] as const).map((on) => ({
      on,
      plan: { do: 'reset', after: 'write', times: 1 },
    })),
  },
  {
    name: 'Webhooks twice',
    text: 'Every webhook and callback is sent two times.',
    plans: (['webhook', 'callback'] as const).map((on) => ({ on, plan: { do: 'duplicate' } })),
  },
  {
    name: 'Webhooks late and in reverse order',
    text: 'Each arrives ten minutes late; the order is reported before its payment.',
    plans: [
      { on: 'webhook', plan: { do: 'reorder' } },
      { on: 'webhook', plan: { do: 'late', seconds: 600 } },
    ],
  },
  {
    name: 'Cards are declined',
    text: 'Every charge of a stored card is declined.',
    plans: [{ on: 'authorizePaymentRequest', plan: { do: 'decline' } }],
  },
];
