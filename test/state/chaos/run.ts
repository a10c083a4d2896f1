import { parseArgs } from 'node:util';
import { randomFrom } from '../../support/random-from.ts';
import { type MortalName, startMortal } from '../../support/state/mortal.ts';
import { live } from './live.ts';

const STORES: readonly MortalName[] = ['redis', 'postgresql', 'mariadb'];

const HELP = `Usage: npm run chaos [-- --store redis --processes 8 --charges 2000 --webhooks 2000 --seed N]

Charges and handles webhooks in processes that share a store, while they are killed and stopped, the store is killed, hung and
restarted, and responses are lost. The store is redis (needs redis-server; it comes back empty), postgresql (from npm), or
mariadb (needs mariadbd).`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    store: { type: 'string', default: 'redis' },
    processes: { type: 'string', default: '8' },
    charges: { type: 'string', default: '2000' },
    webhooks: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});

if (values.help) console.log(HELP);
else {
  const name = STORES.find((one) => one === values.store);
  const store = name && (await startMortal(name));
  if (!store) throw new Error(`--store ${values.store}: expected one of ${STORES.join(', ')} that is installed here.`);
  console.log(`${name}, seed ${values.seed}`);
  const outcome = await live({
    store,
    ...{ processes: Number(values.processes), charges: Number(values.charges), webhooks: Number(values.webhooks) },
    ...{ random: randomFrom(Number(values.seed)), progress: console.log },
  });
  console.log(JSON.stringify(outcome));
  const { doubles, lost, untruths } = outcome;
  if (doubles.length + lost.length + untruths.length > 0) process.exitCode = 1;
}
