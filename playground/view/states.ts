import { majorUnits } from '../../src/money/minor-units.ts';
import type { PlaygroundEvent } from '../messages.ts';
import { h } from './dom.ts';

/** The states that each order and payment request of a run has been in. */
export interface States {
  happened(event: PlaygroundEvent, payAt: string | undefined): void;
  /** Nothing can be paid any more. */
  closePages(): void;
  clear(): void;
}

/** @param openPage Shows the page at an address to the payer. Without it, none is offered. */
export function createStates(parent: HTMLElement, openPage?: (url: string) => void): States {
  const cards = new Map<string, Card>();
  const orderOfPayment = new Map<string, string>();
  const card = (id: string) => {
    const known = cards.get(id) ?? createCard(openPage);
    if (!cards.has(id)) parent.append(known.element);
    cards.set(id, known);
    return known;
  };
  return {
    happened(event, payAt) {
      if (event.type === 'order') {
        const { id, reference, amount, currency, status } = event.order;
        card(id).title(reference, money(amount, currency));
        card(id).state('Order', id, status);
      } else if (event.type === 'link') {
        card(event.link.order_id).state('Link', event.link.id, event.link.status);
        card(event.link.order_id).payAt(payAt);
      } else if (event.type === 'payment') {
        orderOfPayment.set(event.payment.id, event.payment.order_id);
        card(event.payment.order_id).state('Payment', event.payment.id, event.payment.status);
      } else if (event.type === 'refund') {
        const order = orderOfPayment.get(event.refund.payment_id);
        if (order !== undefined) card(order).state('Refund', event.refund.id, event.refund.status);
      } else if (event.type === 'payment-request') {
        const { id, order_id: reference, price, status } = event.request;
        const { amount, currency } = price;
        card(id).title(reference, typeof amount === 'number' ? money(amount, currency) : `${amount} ${currency}`);
        card(id).state('Payment request', id, status);
        card(id).payAt(payAt);
      }
    },
    closePages() {
      for (const { payAt } of cards.values()) payAt(undefined);
    },
    clear() {
      cards.clear();
      parent.replaceChildren();
    },
  };
}

interface Card {
  readonly element: HTMLElement;
  title(reference: string, amount: string): void;
  /** Adds the state to those that the thing has been in. */
  state(kind: string, id: string, state: string): void;
  payAt(url: string | undefined): void;
}

function createCard(openPage: ((url: string) => void) | undefined): Card {
  const name = h('strong');
  const amount = h('span', { class: 'pg-amount' });
  const pay = h('button', { type: 'button', class: 'pg-button pg-pay' }, 'Open the payment page');
  pay.hidden = true;
  const rows = h('dl');
  const element = h('article', { class: 'pg-card' }, h('header', {}, name, amount, pay), rows);
  const tracks = new Map<string, { readonly cell: HTMLElement; last: string }>();
  let address: string | undefined;
  pay.addEventListener('click', () => address !== undefined && openPage?.(address));
  return {
    element,
    title(reference, text) {
      name.textContent = reference;
      amount.textContent = text;
    },
    state(kind, id, state) {
      const track = tracks.get(id) ?? { cell: h('dd'), last: '' };
      if (!tracks.has(id)) rows.append(h('dt', {}, kind), track.cell);
      tracks.set(id, track);
      if (track.last === state) return;
      track.last = state;
      for (const before of track.cell.children) before.classList.add('pg-past');
      track.cell.append(h('span', { class: `pg-pill ${toneOf(state)}` }, state.replaceAll('_', ' ')));
    },
    payAt(url) {
      address = url;
      pay.hidden = url === undefined || !openPage;
    },
  };
}

const GOOD = ['paid', 'settled', 'completed', 'captured'];
const BAD = ['failed', 'expired', 'chargeback'];

function toneOf(state: string): 'good' | 'bad' | 'wait' {
  return GOOD.includes(state) ? 'good' : BAD.includes(state) ? 'bad' : 'wait';
}

function money(amount: number | null, currency: string): string {
  return amount === null ? `the payer's choice, in ${currency}` : `${majorUnits(amount, currency)} ${currency}`;
}
