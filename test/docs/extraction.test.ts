import { expect, test } from 'vitest';
import { codeBlocks, printedLike } from '../support/code-blocks.ts';

const page =
  '# A\n\n```ts\n// a.ts\nconsole.log(1);\n```\n\n```text\n1\n```\n\n- item\n\n  ```sh\n  npm ci\n  npm test\n  ```\n\nProse.\n\n```text\nb\n```\n';

test('a block is extracted with its location, its file and its output', () => {
  expect(codeBlocks('p.md', page)).toEqual([
    { at: 'p.md:3', language: 'ts', code: '// a.ts\nconsole.log(1);\n', file: 'a.ts', prints: '1\n' },
    { at: 'p.md:14', language: 'sh', code: 'npm ci\nnpm test\n', file: undefined, prints: undefined },
    { at: 'p.md:21', language: 'text', code: 'b\n', file: undefined, prints: undefined },
  ]);
});

test('… in an expected output matches any text within a line, and nothing more', () => {
  expect('order 01-a is paid\nend\n').toMatch(printedLike('order … is paid\nend\n'));
  expect('order a\nb is paid\nend\n').not.toMatch(printedLike('order … is paid\nend\n'));
  expect('order a is paid\n').not.toMatch(printedLike('order … is paid.\n'));
});
