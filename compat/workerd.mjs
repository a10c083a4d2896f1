import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';

const DOCS = new URL('../docs/many-processes.md', import.meta.url);

/**
 * Runs the suite inside workerd, the runtime of Cloudflare Workers, without its Node compatibility. Its states are Redis over
 * HTTP, and the Durable Object that the documentation shows.
 */
export async function inWorkerd({ project, url, here }) {
  const worker = join(project, 'worker.mjs');
  const [, documented] = /```ts\n(\/\/ durable-state\.ts\n.*?)```/s.exec(await readFile(DOCS, 'utf8')) ?? [];
  if (!documented) throw new Error('docs/many-processes.md shows no durable-state.ts.');
  await writeFile(join(project, 'durable-state.ts'), documented);
  await writeFile(
    join(project, 'worker-entry.mjs'),
    `import { suite } from './suite.mjs';
import { durableState, PayseraStore } from './durable-state.ts';
export { PayseraStore };
export default {
  async fetch(_, { STORE }) {
    return Response.json(await suite(${JSON.stringify(url)}, { 'a Durable Object': durableState(STORE) }));
  },
};
`,
  );
  await build({
    ...{
      entryPoints: [join(project, 'worker-entry.mjs')],
      outfile: worker,
      bundle: true,
      format: 'esm',
      platform: 'neutral',
    },
    ...{ conditions: ['workerd', 'worker', 'browser', 'import'], mainFields: ['module', 'main'], logLevel: 'silent' },
  });
  const port = await freePort();
  // Where it keeps the SQLite of each Durable Object.
  const objects = join(project, 'objects');
  await mkdir(objects);
  const config = join(project, 'worker.capnp');
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "objects", disk = (path = ${JSON.stringify(objects)}, writable = true)),
    (name = "internet", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-09-01",
  durableObjectNamespaces = [(className = "PayseraStore", uniqueKey = "paysera", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [(name = "STORE", durableObjectNamespace = "PayseraStore")],
);
`,
  );
  const child = spawn(join(here, 'node_modules', 'workerd', 'bin', 'workerd'), ['serve', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  try {
    return await answerOf(`http://127.0.0.1:${port}/`, child);
  } catch (error) {
    throw new Error(said.trim() || error.message);
  } finally {
    child.kill();
  }
}

/** Polls until the socket is open. */
async function answerOf(address, child) {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(30_000) });
      const text = await response.text();
      if (!response.ok) throw new Error(`HTTP ${response.status} ${text}`);
      return JSON.parse(text);
    } catch (error) {
      const isClosed = error.cause?.code === 'ECONNREFUSED';
      if (!isClosed || attempt > 100 || child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
