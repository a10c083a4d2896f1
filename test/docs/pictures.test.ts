import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagrams } from '../../scripts/docs/diagrams/index.ts';
import { STATES } from '../../scripts/docs/diagrams/pictures.ts';
import { pictureProblems } from '../../scripts/docs/pictures.ts';
import { pages, repository } from '../support/code-blocks.ts';

const drawn = await diagrams();

test('every picture on a page is taken by a browser test, and every stored picture is on a page', async () => {
  expect(await pictureProblems(await pages())).toEqual([]);
});

test('a picture that no test takes, or that no page shows, is reported', async () => {
  const faults = (
    await pictureProblems(new Map([['docs/a.md', '![A](./pictures/drawn.webp) ![B](./pictures/faults.webp)']]))
  ).filter((fault) => !fault.includes('.svg'));
  expect(faults).toEqual([
    'docs/a.md: no test in test/browser takes drawn.webp, and no script draws it',
    'docs/a.md: docs/pictures has no drawn.webp: `npm run docs` puts it there',
    'docs/pictures/deliveries.webp: no page shows it',
    'docs/pictures/order-paid.webp: no page shows it',
    'docs/pictures/payment-page.webp: no page shows it',
  ]);
});

describe('the drawn pictures', () => {
  test.each([...drawn])('%s is what its script draws: npm run docs:pictures', async (name, picture) => {
    expect(await readFile(join(repository, 'docs', 'pictures', name), 'utf8')).toBe(picture);
  });

  test.each([
    ['states-order', 'OrderStatus'],
    ['states-link', 'PaymentLinkStatus'],
    ['states-payment', 'PaymentStatus'],
  ] as const)('%s has every status of %s in the document, and no other', async (name, schema) => {
    const { components } = JSON.parse(await readFile(join(repository, 'generated/checkout/openapi.json'), 'utf8'));
    const documented = components.schemas[schema].anyOf.flatMap((one: { enum?: string[] }) => one.enum ?? []);
    expect(STATES[name].groups.flatMap(({ statuses }) => statuses).sort()).toEqual(documented.sort());
    for (const status of documented) expect(drawn.get(`${name}.svg`)).toContain(`>${status}</text>`);
  });

  test('follow light and dark, load nothing, run nothing, and say what they show to those who cannot see them', () => {
    expect(drawn.size).toBe(8);
    for (const picture of drawn.values()) {
      expect(picture).toContain('@media(prefers-color-scheme:dark)');
      expect(picture).toMatch(/role="img" aria-label="[A-Z][^"]{40,}\."/);
      expect(picture.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
        /<script|\bon\w+=|https?:|url\((?!#)/,
      );
      // As wide as a phone, so that text of 12 units is read there as well.
      expect(picture).toContain('viewBox="0 0 400 ');
    }
  });
});
