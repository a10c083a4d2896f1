import { html } from 'hono/html';
import { type Html, tone } from './show.ts';

/** A state chart: the position of each state, and the transitions. */
export interface Flow {
  readonly title: string;
  readonly states: Readonly<Record<string, readonly [column: number, row: number]>>;
  /** `from > to`, or `from ~> to` for a rare transition, drawn with a dashed line. */
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

const [WIDTH, HEIGHT, BOX_HEIGHT] = [400, 168, 36];
const y = (row: number) => 6 + row * ((HEIGHT - 12 - BOX_HEIGHT) / 2);

/** The positions of the boxes. With no box in the middle column, they are wider. */
function boxLayout(states: Flow['states']): { x(column: number): number; boxWidth: number } {
  const boxWidth = Object.values(states).some(([column]) => column === 1) ? 102 : 136;
  return { boxWidth: boxWidth, x: (column) => 6 + column * ((WIDTH - 12 - boxWidth) / 2) };
}

/** Draws the chart, with the current state marked. */
export function drawFlow({ title, states, steps }: Flow, currentState: string | undefined): Html {
  const { x, boxWidth } = boxLayout(states);
  const label = `${title}: ${Object.keys(states).join(', ').replaceAll('_', ' ')}. ${currentState ? `Now: ${currentState.replaceAll('_', ' ')}.` : 'None exists yet.'}`;
  return html`<figure class="flow card">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
      ${steps.map((step) => drawStep(states, step))}
      ${Object.entries(states).map(
        ([name, [column, row]]) => html`<g class="${name === currentState ? `now ${tone(name)}` : ''}">
          <rect x="${x(column)}" y="${y(row)}" width="${boxWidth}" height="${BOX_HEIGHT}" rx="9" />
          <text x="${x(column) + boxWidth / 2}" y="${y(row) + BOX_HEIGHT / 2}">${name.replaceAll('_', ' ')}</text>
        </g>`,
      )}
    </svg>
  </figure>`;
}

/** Draws an arrow from one state to another. */
function drawStep(states: Flow['states'], step: string): Html {
  const [from = '', arrow, to = ''] = step.split(' ');
  const [[fromColumn, fromRow], [toColumn, toRow]] = [states[from] ?? [0, 0], states[to] ?? [0, 0]];
  const { x, boxWidth } = boxLayout(states);
  const dashes = arrow === '~>' ? '4 4' : 'none';
  if (fromColumn === toColumn) {
    const down = toRow > fromRow;
    const middle = x(fromColumn) + boxWidth / 2;
    const [start, end] = down ? [y(fromRow) + BOX_HEIGHT, y(toRow) - 2] : [y(fromRow), y(toRow) + BOX_HEIGHT + 2];
    const back = down ? -7 : 7;
    return html`<path d="M${middle} ${start}V${end}" stroke-dasharray="${dashes}" /><path class="tip" d="M${middle} ${end}l-4 ${back}h8z" />`;
  }
  const [startX, startY] = [x(fromColumn) + boxWidth, y(fromRow) + BOX_HEIGHT / 2];
  const [endX, endY] = [x(toColumn) - 2, y(toRow) + BOX_HEIGHT / 2];
  const bend = (endX - startX) / 2;
  return html`<path d="M${startX} ${startY}C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX - 5} ${endY}" stroke-dasharray="${dashes}" />
    <path class="tip" d="M${endX} ${endY}l-7 -4v8z" />`;
}
