import type { Exchange } from '../../src/sandbox/http/exchanges.ts';
import type { DeliveryRow } from '../../src/sandbox/store/rows.ts';
import { h } from './dom.ts';

/** The calls and deliveries of a run, in their order. */
export interface Activity {
  call(exchange: Exchange): void;
  delivery(delivery: DeliveryRow): void;
  clear(): void;
}

/** @param counted Told how many there are. */
export function createActivity(parent: HTMLElement, counted: (count: number) => void): Activity {
  const list = h('ol', { class: 'pg-activity' });
  const empty = h(
    'p',
    { class: 'pg-empty' },
    'Press Run. Each call of the client appears here with its request, its response and, for Recurring Billing, the lines that its MAC covers. So does each webhook.',
  );
  const deliveries = new Map<string, HTMLElement>();
  parent.append(empty, list);
  const add = (item: HTMLElement) => {
    empty.hidden = true;
    list.append(item);
    counted(list.children.length);
  };
  return {
    call: (exchange) => add(callItem(exchange)),
    delivery(delivery) {
      const item = deliveryItem(delivery);
      const before = deliveries.get(delivery.id);
      deliveries.set(delivery.id, item);
      if (before) before.replaceWith(item);
      else add(item);
    },
    clear() {
      list.replaceChildren();
      deliveries.clear();
      empty.hidden = false;
      counted(0);
    },
  };
}

function callItem({ method, url, response, duration, fault, request, mac }: Exchange): HTMLElement {
  const { pathname, search, host } = new URL(url);
  const status = response ? String(response.status) : 'no response';
  const tone = !response || response.status >= 500 ? 'bad' : response.status >= 400 ? 'wait' : 'good';
  return item(
    [
      h('span', { class: `pg-method ${method === 'GET' ? '' : 'pg-writes'}` }, method),
      h('span', { class: 'pg-path', title: pathname + search }, shortened(pathname) + search),
      h('span', { class: `pg-pill ${tone}` }, status),
      h('span', { class: 'pg-time' }, `${Math.max(1, Math.round(duration))} ms`),
    ],
    [
      h('p', { class: 'pg-where' }, `${method} ${host}${pathname}${search}`),
      fault === undefined ? undefined : h('p', { class: 'pg-fault' }, `Fault: ${fault}`),
      ...(mac ? macPart(mac) : []),
      ...message('Request', request.headers, request.body),
      ...(response ? message('Response', response.headers, response.body) : []),
    ],
  );
}

function macPart(mac: NonNullable<Exchange['mac']>): HTMLElement[] {
  const rows = mac.lines.map(({ name, value }) =>
    h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value === '' ? '(empty)' : value)),
  );
  return [
    h('h4', {}, 'MAC ', h('span', { class: `pg-pill ${mac.result === 'accepted' ? 'good' : 'bad'}` }, mac.result)),
    h('p', { class: 'pg-note' }, `${mac.reason}. These are the seven lines that are signed:`),
    h('table', {}, ...rows),
  ];
}

function deliveryItem({ id, title, url, status, attempts, headers, body }: DeliveryRow): HTMLElement {
  const outcome = attempts.at(-1)?.outcome;
  const tone = status === 'delivered' ? 'good' : status === 'waiting' ? 'wait' : 'bad';
  const item_ = item(
    [
      h('span', { class: 'pg-method pg-webhook' }, 'HOOK'),
      h('span', { class: 'pg-path', title: url }, title),
      h('span', { class: `pg-pill ${tone}` }, status),
      h(
        'span',
        { class: 'pg-time' },
        outcome === undefined ? '' : typeof outcome === 'number' ? String(outcome) : 'none',
      ),
    ],
    [
      h('p', { class: 'pg-where' }, `POST ${url}`),
      ...attempts.map(({ outcome: said }, index) =>
        h(
          'p',
          { class: 'pg-note' },
          `Attempt ${index + 1}: ${typeof said === 'number' ? `the shop answered ${said}` : said}`,
        ),
      ),
      ...message('Delivery', headers, body),
    ],
  );
  item_.dataset['delivery'] = id;
  return item_;
}

function item(summary: readonly HTMLElement[], body: readonly (HTMLElement | undefined)[]): HTMLElement {
  return h('li', {}, h('details', {}, h('summary', {}, ...summary), h('div', { class: 'pg-detail' }, ...body)));
}

function message(title: string, headers: Readonly<Record<string, string>>, body: string): HTMLElement[] {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [
    h('h4', {}, title),
    h('pre', { tabindex: '0', 'aria-label': title }, `${lines.join('\n')}${body === '' ? '' : `\n\n${pretty(body)}`}`),
  ];
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// What is the same for all calls of an API says nothing, and an id little.
function shortened(path: string): string {
  return path
    .replace(/^\/(merchant-order|checkout-payment-link|payment-executor|checkout-project)\/integration\/v1/, '')
    .replace(/^\/(checkout|notification)\/rest\/v1/, '')
    .replace(/^\/auth\/realms\/Paysera\/protocol\/openid-connect/, '')
    .replace(/(?<=\/)([\w-]{6})[\w-]{18,}/g, '$1…');
}
