import type { Sequence } from './sequence.ts';
import { COLUMNS, type States } from './states.ts';

const [LEFT, MIDDLE, RIGHT] = COLUMNS;

export const SEQUENCES = {
  'sequence-payment': {
    about:
      'A payment: your shop creates an order and a link, sends the payer to the payment page, and ships when the webhook says that the order is paid.',
    participants: ['Payer', 'Your shop', 'Paysera'],
    steps: [
      { from: 0, to: 1, says: 'buys' },
      { from: 1, to: 2, says: 'createPayment: an order and its link' },
      { from: 2, to: 1, says: 'payment_URL', kind: 'response' },
      { from: 1, to: 0, says: 'redirect', kind: 'response' },
      { from: 0, to: 2, says: 'pays on the payment page' },
      { from: 2, to: 0, says: 'back to success_url, which proves nothing', kind: 'response' },
      { from: 2, to: 1, says: 'webhook: payment settled' },
      { from: 2, to: 1, says: 'webhook: order paid' },
      { at: 1, does: 'ships', kind: 'good' },
      { from: 1, to: 2, says: '200', kind: 'response' },
    ],
  },
  'sequence-subscription': {
    about:
      'A subscription: the payer makes the first payment, which issues a token; the shop fetches it by a notification, and charges it every month.',
    participants: ['Payer', 'Your shop', 'Paysera'],
    steps: [
      { from: 1, to: 2, says: 'create, with a token required' },
      { from: 2, to: 1, says: 'authorization_url', kind: 'response' },
      { from: 1, to: 0, says: 'redirect', kind: 'response' },
      { from: 0, to: 2, says: 'pays by card, and so issues a token' },
      { from: 2, to: 1, says: 'callback: an id, not signed' },
      { from: 1, to: 2, says: 'notifications.get, signed' },
      { from: 2, to: 1, says: 'issued_token', kind: 'response' },
      { at: 1, does: 'stores the token', kind: 'good' },
      { part: 'each month, without the payer' },
      { from: 1, to: 2, says: 'charge({ token })' },
      { from: 2, to: 1, says: 'captured', kind: 'response' },
    ],
  },
  'sequence-webhook': {
    about:
      'A webhook: the handler verifies the signature, claims the event in the inbox, and runs your code once; a repeated delivery is answered without it.',
    participants: ['Paysera', 'Handler', 'Your code'],
    steps: [
      { from: 0, to: 1, says: 'POST, signed' },
      { at: 1, does: 'verifies the bytes' },
      { at: 1, does: 'claims the event' },
      { from: 1, to: 2, says: 'the event, once' },
      { from: 2, to: 1, says: 'done', kind: 'response' },
      { from: 1, to: 0, says: '200', kind: 'response' },
      { part: 'the same delivery again' },
      { from: 0, to: 1, says: 'POST, signed' },
      { at: 1, does: 'knows the event', kind: 'good' },
      { from: 1, to: 0, says: '200', kind: 'response' },
      { part: 'your code throws' },
      { from: 1, to: 2, says: 'the event' },
      { from: 2, to: 1, says: 'error', kind: 'response' },
      { from: 1, to: 0, says: '500: Paysera sends it again', kind: 'response' },
    ],
  },
  'sequence-lost-response': {
    about:
      'A lost response: the order is created, but the response is lost. The client throws OutcomeUnknownError; resolve() looks for the order and finds it. Nothing is sent twice.',
    participants: ['Your code', 'Client', 'Paysera'],
    steps: [
      { from: 0, to: 1, says: 'orders.create' },
      { from: 1, to: 2, says: 'POST orders' },
      { at: 2, does: 'order created' },
      { from: 2, to: 1, says: '201', kind: 'lost' },
      { from: 1, to: 0, says: 'OutcomeUnknownError', kind: 'response' },
      { at: 1, does: 'does not send it again', kind: 'good' },
      { from: 0, to: 1, says: 'error.resolve()' },
      { from: 1, to: 2, says: 'GET orders by the reference' },
      { from: 2, to: 1, says: 'the order', kind: 'response' },
      { from: 1, to: 0, says: 'happened, with the order', kind: 'response' },
    ],
  },
} satisfies Record<string, Sequence>;

export const STATES = {
  'states-order': {
    about:
      'The statuses of an order: pending_payment, until it is paid, canceled or closed. A part payment leaves it pending.',
    height: 214,
    groups: [
      { statuses: ['pending_payment'], means: 'part paid as well', x: MIDDLE, y: 40, kind: 'open' },
      { statuses: ['paid'], means: 'ship', x: LEFT, y: 172, kind: 'good' },
      { statuses: ['canceled'], x: MIDDLE, y: 172 },
      { statuses: ['closed'], x: RIGHT, y: 172 },
    ],
    steps: [
      { from: 'pending_payment', to: 'paid', by: 'the whole amount is paid', shift: [-16, 0] },
      { from: 'pending_payment', to: 'canceled', by: 'by Paysera', rare: true, shift: [0, 8] },
      { from: 'pending_payment', to: 'closed', by: 'by Paysera', rare: true, shift: [10, 8] },
    ],
  },
  'states-link': {
    about:
      'The statuses of a payment link: active, until it is completed, expired or canceled. A failed payment leaves it active, and a payment under way can still complete an expired one.',
    height: 306,
    groups: [
      { statuses: ['active'], means: 'after a failure as well', x: MIDDLE, y: 40, kind: 'open' },
      { statuses: ['expired'], x: MIDDLE, y: 166 },
      { statuses: ['canceled'], x: RIGHT, y: 166 },
      { statuses: ['completed'], means: 'paid', x: LEFT, y: 262, kind: 'good' },
    ],
    steps: [
      { from: 'active', to: 'completed', by: 'the payer pays', shift: [-4, -10] },
      { from: 'active', to: 'expired', by: 'its lifetime is over' },
      { from: 'active', to: 'canceled', by: 'cancel(), or a new amount', shift: [14, 0] },
      { from: 'expired', to: 'completed', by: 'a payment under way', rare: true, shift: [52, 8] },
    ],
  },
  'states-payment': {
    about: 'The statuses of a payment, by what they mean: not decided yet, paid (settled), not paid, and paid back.',
    height: 366,
    groups: [
      {
        statuses: ['initiated', 'awaiting_authorization', 'authorized', 'processing', 'pending_settlement', 'on_hold'],
        means: 'not decided yet',
        x: MIDDLE,
        y: 72,
        kind: 'open',
      },
      { statuses: ['settled'], means: 'paid', x: LEFT + 20, y: 222, kind: 'good' },
      {
        statuses: ['failed', 'rejected', 'canceled', 'cancelled', 'expired'],
        means: 'not paid',
        x: RIGHT - 20,
        y: 248,
        kind: 'bad',
      },
      { statuses: ['refunded', 'chargeback'], means: 'paid back', x: LEFT + 20, y: 324 },
    ],
    steps: [
      { from: 'initiated', to: 'settled', by: '' },
      { from: 'initiated', to: 'failed', by: '' },
      { from: 'settled', to: 'refunded', by: '' },
    ],
  },
} satisfies Record<string, States>;
