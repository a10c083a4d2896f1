import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { SEEN } from '../seen.ts';
import { play, warmUp } from '../world/run.ts';
import type { Plan } from '../world/world.ts';
import { FLOW_NAMES, singlesOf } from './enumerate.ts';
import type { Explored } from './worker.ts';

const USAGE = `npm run test:exhaustive                  every fault and every pair of faults at every step of every flow
npm run test:exhaustive -- charge        those of flows that begin like this
npm run test:exhaustive -- seen          what was once seen to go wrong
npm run test:exhaustive -- '<plan>'      one plan, as a failure prints it`;

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const EXAMPLES = 3;

const [given = ''] = process.argv.slice(2);
await warmUp();
if (given.startsWith('{')) process.exitCode = await replay(JSON.parse(given));
else process.exitCode = given === 'seen' ? await again() : await exhaust(given);

/** Plays one plan, and tells all about it. */
async function replay(plan: Plan): Promise<number> {
  const { struck, trace, violations } = await play(plan);
  console.log(`steps    ${trace.join(' ')}\nstruck   ${struck.join('\n         ')}`);
  for (const violation of violations) console.log(`wrong    ${violation}`);
  if (violations.length === 0) console.log('nothing wrong');
  return violations.length === 0 ? 0 : 1;
}

/** Plays what was seen before. */
async function again(): Promise<number> {
  let failed = 0;
  for (const [rule, plan] of SEEN) {
    const { violations } = await play(plan);
    console.log(`${violations.length === 0 ? 'right' : 'WRONG'}  ${rule}`);
    for (const violation of violations) console.log(`         ${violation}`);
    if (violations.length === 0) continue;
    failed++;
    console.log(`       npm run test:exhaustive -- '${JSON.stringify(plan)}'`);
  }
  console.log(`\n${SEEN.length} rules: ${failed} wrong`);
  return failed === 0 ? 0 : 1;
}

async function exhaust(prefix: string): Promise<number> {
  const flows = FLOW_NAMES.filter((name) => name.startsWith(prefix));
  if (flows.length === 0) {
    console.error(`${USAGE}\n\nThere is no flow ${prefix}. There are: ${FLOW_NAMES.join('; ')}.`);
    return 2;
  }
  const started = Date.now();
  const firsts: Plan[] = [];
  for (const flow of flows) firsts.push(...(await singlesOf(flow)));
  const wrong = new Map<string, Plan[]>();
  let count = 0;
  let done = 0;
  let shown = 0;
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), firsts.length) }, () =>
      work(
        () => firsts[done++],
        (explored) => {
          count += explored.count;
          for (const { plan, violation } of explored.wrong) {
            const kind = `${plan.flow}: ${violation}`;
            wrong.set(kind, [...(wrong.get(kind) ?? []), plan]);
          }
          const seconds = (Date.now() - started) / 1000;
          if (seconds < shown + 10) return;
          shown = seconds;
          const share = Math.floor((100 * Math.min(done, firsts.length)) / firsts.length);
          console.log(
            `${String(share).padStart(3)} %  ${count} schedules, ${wrong.size} wrong, ${Math.round(seconds)} s`,
          );
        },
      ),
    ),
  );
  for (const [kind, plans] of wrong) {
    console.log(`\n${plans.length} × ${kind}`);
    for (const plan of plans.slice(0, EXAMPLES)) console.log(`  npm run test:exhaustive -- '${JSON.stringify(plan)}'`);
  }
  const failed = [...wrong.values()].reduce((sum, plans) => sum + plans.length, 0);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`\n${count} schedules of ${flows.length} flows in ${seconds} s: ${failed} wrong`);
  return failed === 0 ? 0 : 1;
}

/** One worker, until there is nothing left to explore. */
function work(next: () => Plan | undefined, take: (explored: Explored) => void): Promise<void> {
  const child = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.on('message', (message: 'ready' | Explored) => {
      if (message !== 'ready') take(message);
      const plan = next();
      if (plan) child.send(plan);
      else child.disconnect();
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
  });
}
