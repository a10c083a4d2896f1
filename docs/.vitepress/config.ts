import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import type { Offer } from '../../playground/examples.ts';

const GUIDE: [text: string, link: string][] = [
  ['Start here', '/start-here'],
  ['Take a payment', '/take-a-payment'],
  ['Recurring billing', '/recurring-billing'],
  ['Billing runs', '/billing-runs'],
  ['Webhooks', '/webhooks'],
  ['Money and amounts', '/money-and-amounts'],
  ['When a call fails', '/when-a-call-fails'],
  ['Logs and events', '/logs-and-events'],
  ['Many processes', '/many-processes'],
  ['The sandbox', '/sandbox'],
  ['The sandbox in any language', '/sandbox-in-any-language'],
  ['Playground', '/playground'],
  ['Testing', '/testing'],
  ['The command line', '/command-line'],
  ['Migrating from hand-written code', '/migrating-from-hand-written-code'],
  ['Security', '/security'],
  ['Architecture', '/architecture'],
  ['Updating the documents', '/updating-the-documents'],
];
const REFERENCE: [text: string, link: string][] = [
  ['Functions, types and errors', '/reference/api/'],
  ['Paysera’s Checkout API', '/reference/checkout'],
  ['Paysera’s Recurring Billing API', '/reference/recurring-billing'],
];
const items = (list: [string, string][]) => list.map(([text, link]) => ({ text, link }));

// The playground is as wide as the window, and nothing on its page may ask another host.
const PLAYGROUND = {
  sidebar: false,
  aside: false,
  pageClass: 'playground-page',
  head: [['meta', { 'http-equiv': 'Content-Security-Policy', content: "connect-src 'self'; object-src 'none'" }]],
};

// What scripts/docs/playground.ts has built.
const { examples: EXAMPLES }: Offer = JSON.parse(
  readFileSync(new URL('../public/playground/offer.json', import.meta.url), 'utf8'),
);

export default defineConfig({
  title: 'paysera-client',
  description: 'An unofficial TypeScript client for Paysera Checkout and Recurring Billing',
  cleanUrls: false,
  markdown: {
    config({ renderer }) {
      const { fence } = renderer.rules;
      renderer.rules.fence = (tokens, at, ...rest) => {
        const example = EXAMPLES.find(({ code }) => code === tokens[at]?.content);
        const link = `<a class="playground-link" href="/playground.html#example=${example?.id}">Open in the playground</a>`;
        return `${fence?.(tokens, at, ...rest)}${example ? link : ''}`;
      };
    },
  },
  transformPageData: (page) => (page.relativePath === 'playground.md' ? { frontmatter: PLAYGROUND } : undefined),
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // The reference repeats every term many times. Without this boost, the guide pages would be buried in its results.
          searchOptions: { boostDocument: (id: string) => (id.startsWith('/reference/') ? 1 : 3) },
        },
      },
    },
    outline: [2, 3],
    sidebar: [
      { text: 'Guide', items: items(GUIDE) },
      { text: 'Reference', items: items(REFERENCE) },
    ],
    footer: { message: 'Unofficial: not made, endorsed or supported by Paysera. MIT license.' },
  },
});
