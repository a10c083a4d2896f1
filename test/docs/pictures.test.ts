import { expect, test } from 'vitest';
import { pictureProblems } from '../../scripts/docs/pictures.ts';
import { pages } from '../support/code-blocks.ts';

test('every picture on a page is taken by a browser test, and every stored picture is on a page', async () => {
  expect(await pictureProblems(await pages())).toEqual([]);
});

test('a picture that no test takes, or that no page shows, is reported', async () => {
  const faults = await pictureProblems(
    new Map([['docs/a.md', '![A](./pictures/drawn.webp) ![B](./pictures/faults.webp)']]),
  );
  expect(faults).toEqual([
    'docs/a.md: no test in test/browser takes drawn.webp',
    'docs/a.md: docs/pictures has no drawn.webp: `npm run docs` puts it there',
    'docs/pictures/deliveries.webp: no page shows it',
    'docs/pictures/order-paid.webp: no page shows it',
    'docs/pictures/payment-page.webp: no page shows it',
  ]);
});
