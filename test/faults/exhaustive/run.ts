import { fork } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { SEEN } from '../seen.ts';
import { play, warmUp } from '../world/run.ts';
import type { Plan } from '../world/world.ts';
import { FLOW_NAMES, singlesOf } from './enumerate.ts';
import { Tally } from './tally.ts';
import type { Explored } from './worker.ts';

const USAGE = `npm run test:exhaustive                  every fault and every pair of faults at every step of every flow
npm run test:exhaustive -- charge        those of flows that begin like this
npm run test:exhaustive -- seen          what was once seen to go wrong
npm run test:exhaustive -- '<plan>'      one plan, as a failure prints it`;

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const REPORTS = fileURLToPath(new URL('../../../reports', import.meta.url));
// A line of JSON for each plan that went wrong, as soon as it is known.
const WRONG = `${REPORTS}/exhaustive-wrong.jsonl`;

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
  const tally = new Tally();
  const firsts: Plan[] = [];
  for (const flow of flows) {
    const { plans, same } = await singlesOf(flow);
    firsts.push(...plans);
    // The one in which all goes well.
    tally.add({ flow, count: 1, same: same.length, wrong: [] });
  }
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(WRONG, '');
  let next = 0;
  const take = (explored: Explored) => {
    tally.add(explored);
    for (const wrong of explored.wrong) appendFileSync(WRONG, `${JSON.stringify(wrong)}\n`);
    tally.show(next / firsts.length);
  };
  const workers = Math.min(availableParallelism(), firsts.length);
  await Promise.all(Array.from({ length: workers }, () => work(() => firsts[next++], take)));
  console.log(tally.summary());
  return tally.wrong === 0 ? 0 : 1;
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
