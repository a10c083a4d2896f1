import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generate } from '../../scripts/generate/index.ts';
import { BuildError } from '../../scripts/shared/document.ts';
import { diffOf } from '../../scripts/spec/diff.ts';
import { download } from '../../scripts/spec/download.ts';
import { pull } from '../../scripts/spec/pull.ts';
import { contents, documentsIn, folder } from './documents.ts';
import { runScript } from './run-script.ts';

/** Begins as a document of ours does, so that only the rest can be what is refused. */
const HEAD = 'openapi: 3.1.0\ninfo: { title: T, version: "1" }\n';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const HOSTILE: Record<string, readonly [text: string, refused: RegExp]> = {
  'merge keys that unfold to a billion members': [
    lines(30, (i) => `a${i}: &a${i}\n  <<: ${i === 0 ? '{ x: 1 }' : `[*a${i - 1}, *a${i - 1}]`}\n  k${i}: 1`),
    /:4:3 << is a merge key; write out the members that it stands for\.$/,
  ],
  'a merge key without an alias': ['paths:\n  <<: { a: 1 }', /:4:3 << is a merge key/],
  'aliases that unfold to a billion nodes': [
    `a0: &a0 [x]\n${lines(30, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)}`,
    /:4:\d+ \*a0 is an alias; write out what it stands for, or use a \$ref\.$/,
  ],
  'a list that holds itself': ['paths: &a [*a]', /:3:12 \*a is an alias/],
  'an object that holds itself': ['paths: &a\n  b: *a', /:4:6 \*a is an alias/],
  'an alias as a key': ['x: &a y\n*a : 1', /:4:1 a key is an alias/],
  'a list as a key': ['? [a, b]\n: 1', /:3:3 a key is an alias, a list or an object/],
  'lists in lists': [`paths: ${'['.repeat(200_000)}`, /:3:\d+ more than 100 levels deep\.$/],
  'closed lists in lists': [`paths: ${'['.repeat(9000)}${']'.repeat(9000)}`, /more than 100 levels deep/],
  'objects in objects': [`paths: ${'{a: '.repeat(100_000)}`, /more than 100 levels deep/],
  'dashes in one line': ['- '.repeat(100_000), /more than 100 levels deep|\d+:\d+ /],
  'keys that are asked for': [`paths:\n  ${'? '.repeat(100_000)}`, /more than 100 levels deep/],
  'ever deeper lines': [lines(2000, (i) => `${' '.repeat(i)}a:`), /more than 100 levels deep/],
  'tags without end': [`paths: ${'!a '.repeat(200_000)}`, /:3:\d+ more than 100 tags and anchors in a row\.$/],
  'anchors without end': [`paths: ${'&a '.repeat(200_000)}`, /:3:\d+ more than 100 tags and anchors in a row\.$/],
  'tags on lines of their own': [
    `paths:\n${'  !a\n'.repeat(100_000)}`,
    /:104:3 more than 100 tags and anchors in a row\.$/,
  ],
  'colons in one line': [`paths: ${': '.repeat(100_000)}`, /:3:\d+ /],
  'keys without end': [lines(300_000, (i) => `k${i}: 1`), /:\d+:\d+ more than 250000 tokens\.$/],
  'documents without end': ['---\n'.repeat(100_000), /:3:1 a second document begins here; expected one\.$/],
  'a name that changes what objects are': ['__proto__: { paths: {} }', /:3:1 __proto__ is no name for a member\.$/],
  'a name that begins a line': ['"a\\nb": 1', /:3:1 a key holds a control character; expected a name on one line\.$/],
  'a name that turns the direction of text': ['"a\u202eb": 1', /:3:1 a key holds a control character/],
  'a key twice, spelled in two ways': ['a: 1\n"a": 2', /:4:1 a is here twice; keys must be unique\.$/],
};

describe.each(Object.entries(HOSTILE))('%s: refused in one line', (_, [text, refused]) => {
  test.each([
    ['pull', async (file: string, openapi: string) => pull(await download(file), { openapi, dryRun: false })],
    ['diff', (file: string, openapi: string) => diffOf(file, { openapi })],
    ['generate', (_: string, openapi: string) => generate('checkout', openapi)],
  ])('by %s', async (command, run) => {
    await using temporary = await folder();
    const openapi = await documentsIn(temporary.path);
    const file = join(temporary.path, 'hostile.yaml');
    await writeFile(command === 'generate' ? join(openapi, 'checkout.yaml') : file, HEAD + text);
    const before = await contents(openapi);
    const error = await run(file, openapi).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(BuildError);
    expect((error as BuildError).message).toMatch(refused);
    expect((error as BuildError).message).toMatch(/^\S+\.yaml:\d+:\d+ [^\n]+$/);
    expect(await contents(openapi)).toEqual(before);
  });
});

test('text quoted from a document cannot move the cursor, change colors or flood a terminal', async () => {
  await using temporary = await folder();
  const file = join(temporary.path, 'hostile.yaml');
  const quoted = `\u001b]0;pwned\u0007\u001b[2J\u009b31m\u202e${'x'.repeat(100_000)}`;
  await writeFile(file, JSON.stringify({ openapi: quoted, paths: {} }));
  const { stderr } = await runScript('scripts/spec/diff.ts', [file]);
  expect(stderr).toMatch(/^[\x20-\x7e…]+\n {4}what to do: [\x20-\x7e]+\n$/);
  expect(stderr).toContain('\\u{9b}31m\\u{202e}x');
  expect(stderr.length).toBeLessThan(1200);
});
