import { html } from 'hono/html';
import { type Html, tone } from './show.ts';

/** A chart of states: where each stands, and which lead to which. */
export interface Flow {
  readonly title: string;
  readonly states: Readonly<Record<string, readonly [column: number, row: number]>>;
  /** `from > to`; `from ~> to` for what happens seldom, drawn with dashes. */
  readonly steps: readonly string[];
}

export const ORDER_FLOW: Flow = {
  title: 'Order',
  states: { pending_payment: [0, 1], paid: [2, 0], canceled: [2, 1], closed: [2, 2] },
  steps: ['pending_payment > paid', 'pending_payment ~> canceled', 'pending_payment ~> closed'],
};
export const LINK_FLOW: Flow = {
  title: 'Payment link',
  states: { active: [0, 1], completed: [2, 0], expired: [2, 1], canceled: [2, 2] },
  steps: ['active > completed', 'active > expired', 'active > canceled', 'expired ~> completed'],
};
export const PAYMENT_FLOW: Flow = {
  title: 'Payment',
  states: {
    initiated: [0, 0],
    processing: [0, 2],
    settled: [1, 0],
    failed: [1, 1],
    canceled: [1, 2],
    refunded: [2, 0],
    chargeback: [2, 1],
  },
  steps: [
    'initiated > settled',
    'initiated > failed',
    'initiated > processing',
    'processing > settled',
    'processing > failed',
    'processing > canceled',
    'settled > refunded',
    'settled ~> chargeback',
  ],
};
export const REQUEST_FLOW: Flow = {
  title: 'Payment request',
  states: { new: [0, 1], authorized: [1, 0], captured: [2, 1], canceled: [1, 2] },
  steps: ['new > captured', 'new > authorized', 'authorized > captured', 'new > canceled', 'authorized ~> canceled'],
};

const [WIDTH, HEIGHT, HIGH] = [400, 168, 36];
const y = (row: number) => 6 + row * ((HEIGHT - 12 - HIGH) / 2);

/** Places in one chart. With nothing in the middle there is room for wider boxes. */
function placesOf(states: Flow['states']): { x(column: number): number; wide: number } {
  const wide = Object.values(states).some(([column]) => column === 1) ? 102 : 136;
  return { wide, x: (column) => 6 + column * ((WIDTH - 12 - wide) / 2) };
}

/** The chart as a picture, with the present state marked. */
export function drawFlow({ title, states, steps }: Flow, now: string | undefined): Html {
  const { x, wide } = placesOf(states);
  const label = `${title}: ${Object.keys(states).join(', ').replaceAll('_', ' ')}. ${now ? `Now: ${now.replaceAll('_', ' ')}.` : 'There is none yet.'}`;
  return html`<figure class="flow card">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
      ${steps.map((step) => drawStep(states, step))}
      ${Object.entries(states).map(
        ([name, [column, row]]) => html`<g class="${name === now ? `now ${tone(name)}` : ''}">
          <rect x="${x(column)}" y="${y(row)}" width="${wide}" height="${HIGH}" rx="9" />
          <text x="${x(column) + wide / 2}" y="${y(row) + HIGH / 2}">${name.replaceAll('_', ' ')}</text>
        </g>`,
      )}
    </svg>
  </figure>`;
}

/** A curve from one state's edge to the other's, with a tip. */
function drawStep(states: Flow['states'], step: string): Html {
  const [from = '', arrow, to = ''] = step.split(' ');
  const [[fromColumn, fromRow], [toColumn, toRow]] = [states[from] ?? [0, 0], states[to] ?? [0, 0]];
  const { x, wide } = placesOf(states);
  const dashes = arrow === '~>' ? '4 4' : 'none';
  if (fromColumn === toColumn) {
    const down = toRow > fromRow;
    const middle = x(fromColumn) + wide / 2;
    const [start, end] = down ? [y(fromRow) + HIGH, y(toRow) - 2] : [y(fromRow), y(toRow) + HIGH + 2];
    const back = down ? -7 : 7;
    return html`<path d="M${middle} ${start}V${end}" stroke-dasharray="${dashes}" /><path class="tip" d="M${middle} ${end}l-4 ${back}h8z" />`;
  }
  const [startX, startY] = [x(fromColumn) + wide, y(fromRow) + HIGH / 2];
  const [endX, endY] = [x(toColumn) - 2, y(toRow) + HIGH / 2];
  const bend = (endX - startX) / 2;
  return html`<path d="M${startX} ${startY}C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX - 5} ${endY}" stroke-dasharray="${dashes}" />
    <path class="tip" d="M${endX} ${endY}l-7 -4v8z" />`;
}
