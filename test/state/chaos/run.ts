import { parseArgs } from 'node:util';
import { randomFrom } from '../../support/random-from.ts';
import { live } from './live.ts';

const HELP = `Usage: npm run chaos [-- --processes 8 --charges 2000 --webhooks 2000 --seed N]

Charges and handles webhooks in processes that share a Redis, while they are killed and stopped, the Redis is killed, hung and
restarted empty, and responses are lost. Needs redis-server.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    processes: { type: 'string', default: '8' },
    charges: { type: 'string', default: '2000' },
    webhooks: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});

if (values.help) console.log(HELP);
else {
  console.log(`seed ${values.seed}`);
  const outcome = await live({
    ...{ processes: Number(values.processes), charges: Number(values.charges), webhooks: Number(values.webhooks) },
    ...{ random: randomFrom(Number(values.seed)), progress: console.log },
  });
  console.log(JSON.stringify(outcome));
  const { doubles, lost, untruths } = outcome;
  if (doubles.length + lost.length + untruths.length > 0) process.exitCode = 1;
}
