import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { npm, tarball } from '../test/support/tarball.ts';
import { startServer } from './server.mjs';

const HELP = `Usage: npm run compat [-- --only node22,bun] [--list]

Runs one smoke suite with the packed package on every runtime that is installed here (npm ci --prefix compat), against a
server on loopback. PAYSERA_TARBALL names a tarball; without it, the package is built and packed.

Exit: 0 every runtime that ran passed, 1 one failed or none ran.`;

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const bin = (...path) => join(here, 'node_modules', ...path) + (process.platform === 'win32' ? '.exe' : '');

/** How each runtime is started. */
const RUNTIMES = {
  // The Node that runs this script: in CI the one of the matrix.
  here: { needs: process.execPath, run: (context) => script(process.execPath, [], context) },
  node22: onNode('node22'),
  node24: onNode('node24'),
  node26: onNode('node26'),
  bun: {
    needs: bin('bun', 'bin', 'bun.exe'),
    run: (context) => script(join(here, 'node_modules', 'bun', 'bin', 'bun.exe'), ['run'], context),
  },
  deno: {
    needs: join(here, 'node_modules', 'deno', 'package.json'),
    run: async (context) => [
      ...(await script(
        process.execPath,
        [
          join(here, 'node_modules', 'deno', 'bin.cjs'),
          'run',
          '--no-prompt',
          '--allow-net=127.0.0.1',
          '--allow-read',
          '--allow-env',
          '--node-modules-dir=manual',
        ],
        context,
      )),
      await publishedToJsr(),
    ],
  },
  workerd: {
    needs: join(here, 'node_modules', 'workerd', 'package.json'),
    run: (context) => import('./workerd.mjs').then(({ inWorkerd }) => inWorkerd(context)),
  },
  chromium: {
    needs: join(here, 'node_modules', '@sparticuz', 'chromium', 'package.json'),
    run: (context) => import('./chromium.mjs').then(({ inChromium }) => inChromium(context)),
  },
};

/** A version of Node, on which `generated/` must also come out as it is committed, byte for byte. */
function onNode(name) {
  const node = bin(name, 'bin', 'node');
  return { needs: node, run: async (context) => [...(await script(node, [], context)), await generatedOn(node)] };
}

/** What `npx jsr publish --dry-run` runs: it type-checks the sources, and refuses types that are slow to check. */
async function publishedToJsr() {
  const name = 'publishes jsr.json in a dry run';
  const deno = join(here, 'node_modules', 'deno', 'bin.cjs');
  const args = [deno, 'publish', '--dry-run', '--allow-dirty', '--config', 'jsr.json'];
  return run(process.execPath, args, { cwd: join(here, '..'), timeout: 180_000 }).then(
    () => ({ name, ok: true }),
    (error) => ({ name, ok: false, why: String(error.stderr || error.message).trim() }),
  );
}

async function generatedOn(node) {
  const name = 'generates what is committed';
  const args = [join(here, '..', 'scripts', 'generate', 'index.ts'), '--check'];
  return run(node, args, { cwd: join(here, '..'), timeout: 120_000 }).then(
    () => ({ name, ok: true }),
    (error) => ({ name, ok: false, why: String(error.stderr || error.message).trim() }),
  );
}

/** Runs the entry as a script; it prints the results as its last line. */
async function script(command, args, { project, url }) {
  const { stdout } = await run(command, [...args, join(project, 'entry.mjs'), url], { cwd: project, timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function main() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(HELP);
  const wanted = values.only?.split(',') ?? Object.keys(RUNTIMES);
  const unknown = wanted.filter((name) => !(name in RUNTIMES));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join()}: expected ${Object.keys(RUNTIMES).join(', ')}.`);
  if (values.list)
    return console.log(
      Object.keys(RUNTIMES)
        .filter((name) => existsSync(exists(name)))
        .join('\n'),
    );
  const folder = await mkdtemp(join(tmpdir(), 'paysera-compat-'));
  const server = await startServer();
  let failures = 0;
  const ran = [];
  try {
    const project = await prepare(folder);
    for (const name of wanted) {
      if (!existsSync(exists(name))) {
        console.log(`${name.padEnd(10)} not installed, not run`);
        continue;
      }
      const started = performance.now();
      const results = await RUNTIMES[name].run({ project, url: server.url, server, here }).catch((error) => [
        {
          name: 'starting',
          ok: false,
          why: String(error.stderr || error.message)
            .trim()
            .split('\n')
            .slice(0, 8)
            .join('\n    '),
        },
      ]);
      const failed = results.filter(({ ok }) => !ok);
      ran.push(name);
      failures += failed.length;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${name.padEnd(10)} ${results.length - failed.length} passed, ${failed.length} failed, ${seconds} s`);
      for (const { name, why } of failed) console.log(`    ${name}: ${why}`);
    }
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`ran on ${ran.join(', ') || 'nothing'}`);
  if (failures > 0 || ran.length === 0) process.exitCode = 1;
}

const exists = (name) => RUNTIMES[name].needs;

/** A project with the packed package installed and the suite in it. */
async function prepare(folder) {
  const project = join(folder, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const packed = await tarball(join(folder, 'package'));
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', packed], project);
  await copyFile(join(here, 'smoke.mjs'), join(project, 'smoke.mjs'));
  const { exports } = JSON.parse(
    await readFile(join(project, 'node_modules', 'paysera-client', 'package.json'), 'utf8'),
  );
  const webhooks = './webhooks' in exports;
  const suite = [
    "import * as client from 'paysera-client';",
    webhooks ? "import * as webhooks from 'paysera-client/webhooks';" : 'const webhooks = undefined;',
    "import { redisState } from 'paysera-client/redis';",
    "import { smoke } from './smoke.mjs';",
    'export const suite = (url, states = {}) => smoke({ client, webhooks, redisState, url, states });',
  ];
  await writeFile(join(project, 'suite.mjs'), suite.join('\n'));
  await writeFile(
    join(project, 'entry.mjs'),
    "import { suite } from './suite.mjs';\nconst url = globalThis.Deno?.args[0] ?? process.argv[2];\nconsole.log(JSON.stringify(await suite(url)));\n(globalThis.Deno ?? process).exit(0);\n",
  );
  return project;
}

main().catch((error) => {
  console.error(error.stderr || error.message);
  process.exitCode = 1;
});
