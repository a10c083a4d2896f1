import { Paysera } from '../../support/model/paysera.ts';
import type { Happening } from './faults.ts';
import { resolveIntents } from './journal.ts';
import { newStores, type Process, type ProcessOptions } from './process.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;
const ELEVEN_MINUTES = 660_000;

type Happens = (world: World, process: Process) => void;

const steps =
  (ms: number): Happens =>
  (_, process) => {
    process.skew += ms;
  };

function resolves(world: World, options?: Partial<ProcessOptions>): void {
  world.background.push(resolveIntents(world, world.start(options)));
}

/** What happens around a process. */
export const HAPPENINGS: Readonly<Record<Happening, Happens>> = {
  'tokens die': ({ paysera }) => paysera.revokeTokens(),
  'clock an hour back': steps(-HOUR),
  'clock an hour ahead': steps(HOUR),
  'clock 8 s back': steps(-8_000),
  'clock 8 s ahead': steps(8_000),
  'another process resolves': (world) => resolves(world),
  'another process resolves in 11 minutes': (world) => {
    world.clock.set(() => resolves(world), ELEVEN_MINUTES);
  },
  'a process an hour ahead resolves': (world) => resolves(world, { skew: HOUR }),
  'another shop resolves': (world) =>
    resolves(world, { clientId: 'another', paysera: new Paysera({ now: () => world.paysera.now() }) }),
  'another process does the same': (world) => {
    if (world.rival) world.background.push(world.rival(world.start()));
  },
  'a process with stores of its own does the same': (world) => {
    if (world.rival) world.background.push(world.rival(world.start({ stores: newStores() })));
  },
  'an order of the same reference': ({ paysera, condition }) => {
    paysera.orders.add({ reference: condition.reference ?? 'A-1', amount: 2000, currency: 'EUR' });
  },
  'a link of another amount': ({ paysera }) => {
    const order = paysera.orders.all.at(-1);
    if (order) paysera.links.add({ order_id: order.id, amount: 1 });
  },
  'the caller aborts': (_, process) => process.abort.abort(new Error('the caller has enough')),
};
