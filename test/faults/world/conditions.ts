import type { Paysera, PayseraOptions } from '../../support/model/paysera.ts';
import { CHARGE, PURCHASE } from '../../support/model/wanted.ts';
import type { Api } from './api.ts';
import { type Edit, LISTS, ODD } from './edits.ts';
import type { StoreFault } from './faults.ts';

/** What holds for as long as a world stands. */
export interface Condition {
  /** Where nothing but one of the two APIs ever comes across it. */
  readonly only?: Api;
  readonly paysera?: PayseraOptions;
  /** What was there before. */
  readonly seed?: (paysera: Paysera) => void;
  /** It has so many things that pages are as long as they may be. */
  readonly crowd?: true;
  /** What came since a process left a charge behind. */
  readonly since?: (paysera: Paysera) => void;
  readonly edit?: Edit;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that Paysera's clock, or the one of its token host alone, is ahead of the process's. */
  readonly ahead?: number;
  readonly tokenHostAhead?: number;
  readonly journal?: StoreFault;
  readonly tokens?: StoreFault;
  readonly listener?: 'throws' | 'rejects' | 'never answers' | 'blocks';
  /** Milliseconds that each answer takes. */
  readonly latency?: number;
  /** Milliseconds of each call. */
  readonly timeout?: number;
  readonly reference?: string;
  /** Requests a minute that the client allows itself. */
  readonly gate?: true;
  /** Milliseconds by which the clock of a process is set back before it starts again. */
  readonly corrected?: number;
  /** How a merchant goes on with a charge. */
  readonly goesOn?: 'by JSON' | 'by its key' | 'not at all';
  /** It keeps even an honest client from being sure. */
  readonly unsure?: true;
}

const HALF_AN_HOUR = 1_800_000;

const edits = (edits: Readonly<Record<string, Edit>>, more: Condition = {}) =>
  Object.fromEntries(Object.entries(edits).map(([name, edit]): [string, Condition] => [name, { edit, ...more }]));

function older(paysera: Paysera, order: { amount?: number; status?: string }): void {
  const { reference, amount, currency } = PURCHASE.purchase;
  paysera.orders.add({ reference, amount, currency, ...order, madeAt: paysera.now() - HALF_AN_HOUR });
}

/** Every condition by its name. */
export const CONDITIONS: Readonly<Record<string, Condition>> = {
  ...edits(ODD, { unsure: true }),
  ...edits(LISTS),
  'a search lags 10 s': { paysera: { searchLag: 10_000 } },
  'pages of two': { paysera: { pageSize: 2 } },
  'every answer has an age': { headers: { age: '0' }, unsure: true },
  'the token host is 8 s ahead': { only: 'checkout', tokenHostAhead: 8_000 },
  'Paysera is 400 s ahead': { ahead: 400_000 },
  'Paysera is 400 s behind': { ahead: -400_000 },
  'Paysera is 8 s ahead': { ahead: 8_000 },
  'Paysera is 8 s behind': { ahead: -8_000 },
  'two steps': { only: 'recurring', paysera: { steps: 'two' } },
  'a busy request is refused by 400': { only: 'recurring', paysera: { busy: 400 } },
  'Paysera reads 999 as 999.00': { only: 'recurring', paysera: { reads: 'major' }, unsure: true },
  'Paysera reads 999 as 999.00 and says so in text': {
    only: 'recurring',
    paysera: { reads: 'major, as a string' },
    unsure: true,
  },
  'the journal fails': { journal: 'fails', unsure: true },
  'the journal takes 6 s': { journal: 'takes 6 s', unsure: true },
  'the journal never answers': { journal: 'never answers', unsure: true },
  'the token store fails': { only: 'checkout', tokens: 'fails' },
  'the token store never answers': { only: 'checkout', tokens: 'never answers' },
  'a listener throws': { listener: 'throws' },
  'a listener rejects': { listener: 'rejects' },
  'a listener never answers': { listener: 'never answers' },
  'a listener blocks for 12 s': { listener: 'blocks', unsure: true },
  'each answer takes 2 s': { latency: 2_000 },
  'each answer takes 12 s': { latency: 12_000, unsure: true },
  'a timeout of a second': { timeout: 1_000, unsure: true },
  'a timeout of fifteen minutes': { timeout: 900_000 },
  'a reference with a space behind it': { only: 'checkout', reference: 'A-1 ' },
  'a reference of digits': { only: 'checkout', reference: '1001' },
  'the client has a rate gate': { only: 'checkout', gate: true },
  'a clock that is set back 8 s at the restart': { corrected: -8_000, unsure: true },
  'a clock that is set back an hour at the restart': { corrected: -3_600_000, unsure: true },
  'a clock that is set ahead an hour at the restart': { corrected: 3_600_000, unsure: true },
  'a charge goes on by JSON': { only: 'recurring', goesOn: 'by JSON' },
  'a charge is given up': { only: 'recurring', goesOn: 'not at all', unsure: true },
  'a charge goes on by its key': { only: 'recurring', goesOn: 'by its key' },
  'a paid order of half an hour ago': { only: 'checkout', seed: (paysera) => older(paysera, { status: 'paid' }) },
  'an order of another amount': { only: 'checkout', seed: (paysera) => older(paysera, { amount: 2000 }) },
  '120 orders that begin alike': {
    only: 'checkout',
    crowd: true,
    seed(paysera) {
      for (let i = 100; i < 220; i++) paysera.orders.add({ reference: `A-1${i}`, amount: 1000, currency: 'EUR' });
    },
  },
  '500 older links': {
    only: 'checkout',
    crowd: true,
    seed(paysera) {
      const { id } = paysera.orders.add({ reference: 'Z-1', amount: 1, currency: 'EUR' });
      for (let i = 0; i < 500; i++)
        paysera.links.add({ order_id: id, amount: 1, madeAt: paysera.now() - HALF_AN_HOUR });
    },
  },
  '450 newer requests of other keys': {
    only: 'recurring',
    crowd: true,
    since(paysera) {
      const { price } = CHARGE;
      for (let i = 0; i < 450; i++)
        paysera.requests.add({ order_id: `S-${i}`, unique_identifier: `other-${i}`, price });
    },
  },
};
