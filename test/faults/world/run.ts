import { alone } from './alone.ts';
import { charge, refund, resume } from './charges.ts';
import { VirtualClock } from './clock.ts';
import { HAPPENINGS } from './happenings.ts';
import { resolveIntents } from './journal.ts';
import type { CallRecord } from './ledger.ts';
import type { Observed } from './observed.ts';
import { completePayment, create, createPayment, createThree, link, update } from './payments.ts';
import type { Death, Process } from './process.ts';
import type { Operation, Step } from './step.ts';
import { judge } from './verdict.ts';
import { type Plan, World } from './world.ts';

type Run = (world: World, process: Process) => Promise<void>;

interface Flow {
  readonly run: Run;
  readonly api?: 'recurring';
  /** What is left to do after a restart, once the journal has reported what it can about the call. */
  readonly again?: (world: World, process: Process, call: CallRecord) => Promise<void>;
  /** Where its first process dies. Faults then strike the one that comes after it. */
  readonly dies?: Death;
}

const payment: Flow = { run: createPayment, again: completePayment };
const charging: Flow = {
  api: 'recurring',
  run: (world, process) => charge(world, process),
  again: (world, process) => charge(world, process),
};
const resuming = (before: Parameters<typeof resume>[0]): Flow => ({ ...charging, run: resume(before) });
const refunding: Flow = { run: refund, again: refund };

const OTHER_PRICE = { amount: 99_900, currency: 'EUR' };

/** What is done, each from its beginning to what its merchant knows in the end. */
export const FLOWS: Readonly<Record<string, Flow>> = {
  create: { run: create },
  'create, three at once': { run: createThree },
  createPayment: payment,
  update: { run: update },
  link: { run: link },
  refund: refunding,
  charge: charging,
  'resume, new': resuming({}),
  'resume, without its id': resuming({ id: false }),
  'resume, under way': resuming({ late: 40_000 }),
  'resume, captured': resuming({ status: 'captured' }),
  'resume, captured, without its id': resuming({ status: 'captured', id: false }),
  'resume, canceled': resuming({ status: 'canceled', settled: true }),
  'resume, at another price': resuming({ price: OTHER_PRICE, settled: true }),
  'resume, captured at another price, without its id': resuming({
    ...{ price: OTHER_PRICE, status: 'captured', id: false, settled: true },
  }),
  ...died('an order', 'createOrder', payment),
  ...died('a link', 'createLink', payment),
  ...died('an update', 'updateOrder', { run: update }),
  ...died('a refund', 'refund', refunding),
  ...died('a payment request', 'createRequest', charging),
  ...died('an authorization', 'authorize', charging),
};

function died(name: string, at: Operation, flow: Flow): Readonly<Record<string, Flow>> {
  return {
    [`resolve, before ${name}`]: { ...flow, dies: { at, done: false } },
    [`resolve, after ${name}`]: { ...flow, dies: { at, done: true } },
  };
}

/** What came of a plan. */
export interface Played {
  readonly violations: readonly string[];
  /** Each step that a fault could have struck, and when it was made. */
  readonly trace: readonly Step[];
  readonly times: readonly number[];
  readonly struck: readonly string[];
  readonly missed: number;
  /** What was reported, in turn. */
  readonly reported: readonly string[];
  /** What each step of `trace` was, when that was asked for. */
  readonly observations: readonly Observed[];
}

interface Watching {
  /** Whether to keep what each step was. */
  readonly observes?: boolean;
  /** Is given the world before anything happens in it. */
  readonly watch?: (world: World) => void;
}

// Milliseconds: longer than anything that was lost is under way.
const A_MINUTE_AND_MORE = 120_000;
// Milliseconds of real time.
const A_MOMENT = 20;
const RESTARTED_AFTER = 5_000;
const LATER = 7_500_000;

/** Plays a plan from its beginning to a minute after its end, and judges it. The same plan leads to the same run. */
export function play(plan: Plan, watching: Watching = {}): Promise<Played> {
  return alone(() => playedAlone(plan, watching));
}

async function playedAlone(plan: Plan, { observes = false, watch }: Watching): Promise<Played> {
  const world = new World(plan, (happening, ...around) => HAPPENINGS[happening](...around), observes);
  watch?.(world);
  const { clock, ledger } = world;
  clock.install();
  const lost = (error: unknown) => ledger.wrong(`a rejection is nobody’s: the process dies of ${String(error)}`);
  process.on('unhandledRejection', lost);
  try {
    const flow = FLOWS[plan.flow];
    if (!flow) throw new Error(`there is no flow ${plan.flow}`);
    const { dies } = flow;
    world.api = flow.api ?? 'checkout';
    const first = world.start({ struck: !dies, dies });
    const ends = async (work: Promise<unknown>, who: string) => {
      if (await clock.run(work)) await work;
      else ledger.wrong(`${who} waits for ever`);
    };
    await ends(lived(world, first, flow), 'it');
    await ends(clock.pass(A_MINUTE_AND_MORE), 'time');
    await ends(closed(world, first), 'the journal');
    await ends(Promise.all(world.background), 'another process');
    await ends(clock.pass(A_MINUTE_AND_MORE), 'time');
    judge(world);
  } finally {
    VirtualClock.uninstall();
    process.off('unhandledRejection', lost);
  }
  const { struck, missed, observations } = world;
  const reported = ledger.statements.map(({ at, teller, call, what, is, id }) =>
    [at, teller, call, what, is, id].join(' '),
  );
  return {
    ...{ violations: ledger.violations, trace: world.openTrace(), times: world.times, struck, missed, reported },
    observations,
  };
}

/** Once all is over, a process settles what is open in the journal: where a client can be sure, nothing is left. */
async function closed(world: World, first: Process): Promise<void> {
  await world.clock.pass(LATER);
  const process = world.start();
  await resolveIntents(world, process);
  if (!world.sure) return;
  const open = await process[world.api].intents.pending();
  for (const { operation } of open) {
    // Paysera has no way to read a refund: one whose outcome its store could not keep is closed by its key.
    if (operation === 'createRefund' && (world.hung || (world.storeFailed && first.dead))) continue;
    world.loose.push(`${operation} stays open for ever`);
  }
}

let warm: Promise<void> | undefined;

/** Has everything loaded, once, that is loaded on demand: a file takes real time. */
export function warmUp(): Promise<void> {
  warm ??= playEachFlow();
  return warm;
}

async function playEachFlow(): Promise<void> {
  const faults = [...Array.from({ length: 9 }, (_, from) => [from, '503 before'] as const), [0, '503 after'] as const];
  for (let round = 1; round <= 2; round++) {
    for (const flow of Object.keys(FLOWS)) {
      for (const fault of faults) await play({ flow, conditions: [], faults: [fault] });
    }
    await new Promise((resolve) => setTimeout(resolve, A_MOMENT));
  }
}

/** A flow, and, should its process die, what a merchant does who starts it again. */
async function lived(world: World, process: Process, flow: Flow): Promise<void> {
  const ended = await Promise.race([flow.run(world, process), process.death]);
  if (ended === 'died') await restarted(world, process, flow);
}

/** @param earlier What the processes before it were at when they died. */
async function restarted(world: World, dead: Process, flow: Flow, earlier?: CallRecord): Promise<void> {
  const { clock, ledger, condition } = world;
  await clock.pass(RESTARTED_AFTER);
  // Not what a process of somebody else asked for meanwhile.
  const call = [...ledger.calls.values()].findLast((one) => one.process === dead.name) ?? earlier;
  const process = world.start({ struck: true, skew: dead.skew + (condition.corrected ?? 0) });
  const goesOn = async () => {
    await resolveIntents(world, process);
    world.end();
    await clock.pass(LATER);
    await resolveIntents(world, process);
    if (call) await flow.again?.(world, process, call);
  };
  const ended = await Promise.race([goesOn(), process.death]);
  if (ended === 'died') await restarted(world, process, flow, call);
}
