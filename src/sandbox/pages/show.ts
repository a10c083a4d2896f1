import { html } from 'hono/html';
import { exponentOf } from '../../money/currency.ts';
import { majorUnits } from '../../money/minor-units.ts';
import type { Money } from '../rows.ts';

/** What the `html` tag makes. */
export type Html = ReturnType<typeof html>;

/** `1990`, `EUR` → `19.90 EUR`. */
export function money(amount: number | null | undefined, currency: string): string {
  if (amount === null || amount === undefined) return `? ${currency}`;
  return `${exponentOf(currency) === undefined ? amount : grouped(majorUnits(amount, currency))} ${currency}`;
}

/** A price of Recurring Billing: an integer is read as minor units, as everywhere in this package; a text stands as it is. */
export function price({ amount, currency }: Money): string {
  return typeof amount === 'number' ? money(amount, currency) : `${amount} ${currency}`;
}

function grouped(major: string): string {
  const [whole = '', fraction] = major.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** Milliseconds → `31 Jan 2026, 10:30:05`. UTC, since both APIs speak it. */
function moment(milliseconds: number): string {
  const date = new Date(milliseconds);
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return `${day}, ${date.toISOString().slice(11, 19)}`;
}

/** A moment for people and machines. */
export function time(milliseconds: number): Html {
  return html`<time datetime="${new Date(milliseconds).toISOString()}">${moment(milliseconds)}</time>`;
}

const GOOD = ['paid', 'settled', 'completed', 'captured', 'delivered', 'accepted', 'read', 'active', 'enabled'];
const WAIT = ['pending_payment', 'processing', 'initiated', 'authorized', 'waiting', 'new', 'test_mode'];
const BAD = ['failed', 'refused', 'expired', 'chargeback', 'disabled'];

/** How a state feels. */
export function tone(state: string): 'good' | 'wait' | 'bad' | 'plain' {
  if (GOOD.includes(state)) return 'good';
  if (WAIT.includes(state)) return 'wait';
  return BAD.includes(state) ? 'bad' : 'plain';
}

/** A state, small and coloured; its word says the same without colour. */
export function pill(state: string): Html {
  return html`<span class="pill ${tone(state)}">${state.replaceAll('_', ' ')}</span>`;
}

/** The status of an answer. */
export function statusPill(status: number | string): Html {
  const feel = typeof status === 'string' || status >= 500 ? 'bad' : status >= 400 ? 'wait' : 'good';
  return html`<span class="pill ${feel}">${status}</span>`;
}

/** JSON made readable; anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
