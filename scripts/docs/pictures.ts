import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diagrams } from './diagrams/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const TAKEN = join(ROOT, 'reports', 'e2e');
const KEPT = join(ROOT, 'docs', 'pictures');
const TESTS = join(ROOT, 'test', 'browser');

/** Finds problems with the pictures of these pages: made by nothing, missing, or not shown anywhere. */
export async function pictureProblems(pages: ReadonlyMap<string, string>): Promise<string[]> {
  const [kept, taken, drawn] = await Promise.all([readdir(KEPT), takenByTests(), diagrams()]);
  const made = new Set([...taken, ...drawn.keys()]);
  const shown = [...pages].flatMap(([page, markdown]) =>
    [...markdown.matchAll(/\bpictures\/([\w.-]+)/g)].map(([, name = '']) => ({ page, name })),
  );
  return [
    ...shown
      .filter(({ name }) => !made.has(name))
      .map(({ page, name }) => `${page}: no test in test/browser takes ${name}, and no script draws it`),
    ...shown
      .filter(({ name }) => !kept.includes(name))
      .map(({ page, name }) => `${page}: docs/pictures has no ${name}: \`npm run docs\` puts it there`),
    ...kept
      .filter((name) => !shown.some((picture) => picture.name === name))
      .map((name) => `docs/pictures/${name}: no page shows it`),
  ];
}

async function takenByTests(): Promise<string[]> {
  const files = (await readdir(TESTS)).filter((name) => name.endsWith('.test.ts'));
  const sources = await Promise.all(files.map((name) => readFile(join(TESTS, name), 'utf8')));
  return sources.flatMap((source) =>
    [...source.matchAll(/\bkeepPicture\(\w+, '([\w-]+)'/g)].map(([, name]) => `${name}.webp`),
  );
}

/**
 * Retakes the pictures that the pages show, by running the tests that take them.
 *
 * @throws {Error} with the output of the tests, when one fails or no browser is available.
 */
export async function takePictures(pages: ReadonlyMap<string, string>): Promise<void> {
  const names = new Set([...pages.values()].flatMap((text) => text.match(/(?<=\bpictures\/)[\w-]+\.webp/g) ?? []));
  await rm(TAKEN, { recursive: true, force: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  await new Promise<void>((resolve, reject) => {
    const options = { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 2 ** 24 };
    execFile(
      process.execPath,
      [vitest, 'run', '--project', 'browser', 'test/browser/dashboard', 'test/browser/payment-page'],
      options,
      (error, stdout, stderr) => {
        if (error) reject(new Error(`The pictures could not be taken because their tests failed:\n${stdout}${stderr}`));
        else resolve();
      },
    );
  });
  for (const name of names) {
    await copyFile(join(TAKEN, name), join(KEPT, name)).catch(() => {
      throw new Error(`A page shows docs/pictures/${name}, and no test in test/browser took it.`);
    });
  }
}
