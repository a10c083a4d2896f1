import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { SITE_STYLE } from '../../scripts/docs/diagrams/drawing.ts';
import { inlineDiagrams } from './inline-diagrams.ts';
import { linkExamples } from './playground-links.ts';
import { repositoryAddress } from './repository.ts';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const repository = repositoryAddress({ manifest, env: process.env });

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

// Where code is run, nothing may ask another host.
const CLOSED = ['meta', { 'http-equiv': 'Content-Security-Policy', content: "connect-src 'self'; object-src 'none'" }];
// An outline would push the text down on a phone once it is there.
const WIDE = { sidebar: false, aside: false, outline: false };
// The front page has no menu beside it, and its own width.
const FRONT = { ...WIDE, pageClass: 'front-page', titleTemplate: false, head: [CLOSED] };
// The playground is as wide as the window. What it needs to start is fetched before the page's own code asks for it.
const PLAYGROUND = {
  ...WIDE,
  pageClass: 'playground-page',
  head: [
    CLOSED,
    ['link', { rel: 'modulepreload', href: '/playground/page.js' }],
    ['link', { rel: 'preload', as: 'fetch', href: '/playground/worker.js', crossorigin: 'anonymous' }],
  ],
};

/** What the pages are given that are read on GitHub and in the package as well, where they show no frontmatter. */
const PAGES: Readonly<Record<string, object>> = { 'index.md': FRONT, 'playground.md': PLAYGROUND };

export default defineConfig({
  title: 'paysera-client',
  description: 'An unofficial TypeScript client for Paysera Checkout and Recurring Billing',
  cleanUrls: false,
  head: [['style', {}, SITE_STYLE]],
  markdown: {
    config(renderer) {
      inlineDiagrams(renderer);
      linkExamples(renderer);
    },
  },
  transformPageData({ relativePath }) {
    const frontmatter = PAGES[relativePath];
    return frontmatter && { frontmatter };
  },
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
    nav: [
      { text: 'Guide', link: '/start-here' },
      { text: 'Playground', link: '/playground' },
      { text: 'Reference', link: '/reference/api/' },
      { text: `v${manifest.version}`, link: '/reference/changelog' },
      ...(repository ? [{ text: 'Repository', link: repository }] : []),
    ],
    outline: [2, 3],
    sidebar: [
      { text: 'Guide', items: items(GUIDE) },
      { text: 'Reference', items: items(REFERENCE) },
    ],
    footer: { message: 'Unofficial: not made, endorsed or supported by Paysera. MIT license.' },
  },
});
