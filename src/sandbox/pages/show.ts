import { html } from 'hono/html';
import { exponentOf } from '../../money/currency.ts';
import { majorUnits } from '../../money/minor-units.ts';
import type { Money } from '../store/rows.ts';

/** The result of the `html` tag. */
export type Html = ReturnType<typeof html>;

/** `1990`, `EUR` → `19.90 EUR`. */
export function money(amount: number | null | undefined, currency: string): string {
  if (amount === null || amount === undefined) return `? ${currency}`;
  return `${exponentOf(currency) === undefined ? amount : grouped(majorUnits(amount, currency))} ${currency}`;
}

/** A Recurring Billing price: an integer is read as minor units, as everywhere in this package; a string is shown as is. */
export function price({ amount, currency }: Money): string {
  return typeof amount === 'number' ? money(amount, currency) : `${amount} ${currency}`;
}

function grouped(major: string): string {
  const [whole = '', fraction] = major.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

// Making one takes longer than showing a page, so all pages share it.
let days: Intl.DateTimeFormat | undefined;

/** Milliseconds → `31 Jan 2026, 10:30:05`, in UTC like both APIs. */
function moment(milliseconds: number): string {
  const date = new Date(milliseconds);
  days ??= new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return `${days.format(date)}, ${date.toISOString().slice(11, 19)}`;
}

/** A time element, readable for people and machines. */
export function time(milliseconds: number): Html {
  return html`<time datetime="${new Date(milliseconds).toISOString()}">${moment(milliseconds)}</time>`;
}

/** A time span in words: `42 min`, `3 h 5 min`, `2 d 1 h`. */
export function wait(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const parts =
    days > 0
      ? [`${days} d`, hours > 0 && `${hours} h`]
      : [hours > 0 && `${hours} h`, minutes % 60 > 0 && `${minutes % 60} min`];
  return parts.filter(Boolean).join(' ');
}

/** The real time that something took: `0.8 ms`, `420 ms`, `3.2 s`. */
export function took(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '';
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

const GOOD = ['paid', 'settled', 'completed', 'captured', 'delivered', 'accepted', 'read', 'active', 'enabled'];
const WAIT = ['pending_payment', 'processing', 'initiated', 'authorized', 'waiting', 'new', 'test_mode'];
const BAD = ['failed', 'rejected', 'expired', 'chargeback', 'disabled'];

/** The colour of a state. */
export function tone(state: string): 'good' | 'wait' | 'bad' | 'plain' {
  if (GOOD.includes(state)) return 'good';
  if (WAIT.includes(state)) return 'wait';
  return BAD.includes(state) ? 'bad' : 'plain';
}

/** A coloured label for a state. */
export function pill(state: string): Html {
  return html`<span class="pill ${tone(state)}">${state.replaceAll('_', ' ')}</span>`;
}

/** A coloured label for a response status. */
export function statusPill(status: number | string): Html {
  const tone = typeof status === 'string' || status >= 500 ? 'bad' : status >= 400 ? 'wait' : 'good';
  return html`<span class="pill ${tone}">${status}</span>`;
}

/** Indents JSON; returns anything else unchanged. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
