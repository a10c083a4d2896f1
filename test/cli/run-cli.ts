import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { run } from '../../src/cli/run.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

/** How the command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Given {
  readonly env?: Record<string, string>;
  readonly stdin?: string | Uint8Array;
}

/** The environment, with no credentials but those given. */
function environment({ env }: Given): Record<string, string | undefined> {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('PAYSERA_') && name !== 'FORCE_COLOR');
  return { ...Object.fromEntries(clean), ...env };
}

/** Runs `paysera` in this process, as its entry does when its output goes to a file. */
export async function paysera(args: readonly string[], options: Given = {}): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const code = await run(args, {
    env: environment(options),
    stdin: async () => Buffer.from(options.stdin ?? ''),
    out: (line) => {
      stdout += `${line}\n`;
    },
    err: (line) => {
      stderr += `${line}\n`;
    },
    colour: (_, text) => text,
    now: Date.now,
  });
  return { code, stdout, stderr };
}

/** Runs `paysera` as its users do: as a process of its own. */
export function payseraProcess(
  args: readonly string[],
  options: Given & { readonly cwd?: string } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { env: environment(options), cwd: options.cwd });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    // A command that refuses its arguments may end before it has read what is written to it.
    child.stdin.on('error', () => {}).end(options.stdin ?? '');
  });
}
