import { parseArgs } from 'node:util';
import { postgresServer, redisServer } from '../../support/state/servers.ts';
import type { Place } from './engines.ts';
import { type RunOptions, runAlone, runBilling } from './run.ts';

const HELP = `Usage: npm run billing:prove [-- --subscriptions 10000 --workers 4 --kills 40 --seed 1 --queues bullmq,pg-boss]

Charges subscriptions by workers that are killed at random, against a sandbox that loses some responses, and compares what
became of each charge with the sandbox's own records. Then makes the same charges in one process without a queue.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    subscriptions: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '4' },
    kills: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    queues: { type: 'string', default: 'bullmq,pg-boss' },
  },
});
const subscriptions = Number(values.subscriptions);
const row = (name: string, { seconds, requests }: { seconds: number; requests: number }, more: object = {}) =>
  console.log(
    JSON.stringify({
      ...{ run: name, subscriptions, seconds: Number(seconds.toFixed(1)) },
      msPerCharge: Number(((1000 * seconds) / subscriptions).toFixed(2)),
      requestsPerCharge: Number((requests / subscriptions).toFixed(3)),
      ...more,
    }),
  );

async function prove(engine: Place['engine'], start: typeof redisServer): Promise<void> {
  const server = await start();
  if (!server) return;
  const place = {
    engine,
    url: server.url,
    prefix: `paysera-prove-${crypto.randomUUID()}`,
    patience: 10_000,
    atOnce: 10,
  };
  const options: RunOptions = {
    ...{
      place,
      subscriptions,
      workers: Number(values.workers),
      kills: Number(values.kills),
      seed: Number(values.seed),
    },
    ...{ timeout: 20_000, gracePeriod: 2_000 },
    onProgress: (captured) => process.stderr.write(`\r${engine}: ${captured} of ${subscriptions} `),
  };
  const run = await runBilling(options);
  process.stderr.write('\r');
  await server.stop();
  const charged = [...run.captures.values()];
  const wrong = [...run.truth].filter(([key, id]) => run.reported.get(key) !== id).length;
  row(engine, run, {
    lookupsPerCharge: Number((run.lookups / subscriptions).toFixed(3)),
    ...{ seed: options.seed, workers: options.workers, killed: run.killed },
    chargedOnce: charged.filter((times) => times === 1).length,
    chargedTwice: charged.filter((times) => times > 1).length,
    ...{ misreported: run.misreported.length + wrong, failed: run.failed.length },
  });
  const isProved =
    charged.length === subscriptions &&
    charged.every((times) => times === 1) &&
    wrong + run.misreported.length + run.failed.length === 0;
  if (!isProved) process.exitCode = 1;
}

if (values.help) console.log(HELP);
else {
  if (values.queues.includes('bullmq')) await prove('bullmq', redisServer);
  if (values.queues.includes('pg-boss')) await prove('pg-boss', postgresServer);
  row('one process', await runAlone({ subscriptions, atOnce: 10 }));
}
