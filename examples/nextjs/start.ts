import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { stage } from './drive.ts';

const { sandbox, port, buy } = await stage();
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
const run = (...args: string[]) =>
  spawn(process.execPath, [next, ...args], { cwd: import.meta.dirname, env, stdio: ['ignore', 'pipe', 'inherit'] });

await new Promise<void>((resolve, reject) => {
  run('build')
    .on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`next build ended with ${code}`))))
    .stdout.resume();
});

const server = run('start', '--port', String(port), '--hostname', '127.0.0.1');
await new Promise<void>((resolve, reject) => {
  server.on('exit', (code) => reject(new Error(`next start ended with ${code}`)));
  server.stdout.on('data', (text) => String(text).includes('Ready') && resolve());
});
await buy();
server.removeAllListeners('exit').kill();
await sandbox.stop();
