import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

/** Has four processes act at the same time, once all of them are ready; resolves with their answers. */
export type Act = (input: unknown) => Promise<unknown[]>;

/** The same four for all tests of a file: starting them takes longer than what they do. */
export function fourProcesses(module: URL): Act {
  let children: ChildProcess[] = [];
  beforeAll(() => {
    children = Array.from({ length: 4 }, () => fork(fileURLToPath(module)));
  });
  afterAll(() => {
    for (const child of children) child.disconnect();
  });
  const answersTo = async (message: unknown): Promise<unknown[]> => {
    const answers = children.map((child) => once(child, 'message'));
    for (const child of children) child.send({ message });
    return (await Promise.all(answers)).map(([answer]) => answer);
  };
  return async (input) => {
    await answersTo(input);
    return answersTo('go');
  };
}
