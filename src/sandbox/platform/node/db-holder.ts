import { readFileSync, rmSync, writeFileSync } from 'node:fs';

// Beside the database, since nobody can read a database that is locked.
const noteOf = (file: string) => `${file}-holder`;

/** Notes that this process has the database. */
export function noteHolder(file: string): void {
  if (file === ':memory:') return;
  writeFileSync(noteOf(file), JSON.stringify({ pid: process.pid, since: new Date() }), { mode: 0o600 });
}

export function removeHolder(file: string): void {
  rmSync(noteOf(file), { force: true });
}

/** Who has a database that is locked, in words. */
export function holderOf(file: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(noteOf(file), 'utf8'));
    const who = pid === process.pid ? 'another sandbox of this process' : `the sandbox of process ${Number(pid)}`;
    return `${who}, started at ${new Date(since).toISOString()}; stop that one first`;
  } catch {
    return 'another process; stop that one first';
  }
}
