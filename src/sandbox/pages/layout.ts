import { html } from 'hono/html';
import type { SandboxContext } from '../context.ts';
import { clockPanel, clockState } from './clock-panel.ts';
import { type Html, pill } from './show.ts';

const MARK = html`<svg viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="8" fill="var(--accent)" /><path d="M8 19c4 0 8-3 8-9m4 0c-4 0-8 3-8 9" fill="none" stroke="var(--on-accent)" stroke-width="2.4" stroke-linecap="round" /></svg>`;

const NAVIGATION = [
  ['/', 'Orders'],
  ['/_sandbox/requests', 'Payment requests'],
  ['/_sandbox/deliveries', 'Deliveries'],
  ['/_sandbox/calls', 'Calls'],
  ['/_sandbox/faults', 'Faults'],
  ['/_sandbox/setup', 'Setup'],
] as const;

const KEYS = [
  ['/', 'Search the list'],
  ['↓ ↑', 'Go through the rows'],
  ['Enter', 'Open the row'],
  ['← →', 'Newer and older rows'],
  ['Esc', 'Leave the search, close this'],
  ['?', 'Show these keys'],
] as const;

/** The HTML around every page. */
export function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Paysera sandbox</title>
<link rel="icon" href="/_sandbox/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_sandbox/style.css">
<script type="module" src="/_sandbox/script.js"></script>
</head>
<body>${body}</body>
</html>`;
}

/**
 * A page of the dashboard. `main` is updated live; `before` and `after` hold what someone may be filling in, and do not
 * change by themselves.
 */
export function dashboard(
  context: SandboxContext,
  currentPath: string,
  title: string,
  main: Html,
  { before = '', after = '' }: { readonly before?: Html | ''; readonly after?: Html | '' } = {},
): Html {
  const { payment_collection_status: mode } = context.project;
  return page(
    title,
    html`<a class="skip" href="#main">Skip to content</a>
<header class="top">
  <div>
    <a class="brand" href="/">${MARK} Paysera sandbox</a>
    <span id="mode" data-live>${mode === 'enabled' ? '' : pill(mode)}</span>
    <div class="tools">
      <button popovertarget="clock-panel" id="clock" data-live>${clockState(context)}</button>
      <button popovertarget="help" aria-label="Keyboard shortcuts" aria-keyshortcuts="?">?</button>
    </div>
  </div>
  <nav class="tabs" aria-label="Sandbox">
    ${NAVIGATION.map(([path, name]) => html`<a href="${path}" data-text="${name}" ${path === currentPath ? html`aria-current="page"` : ''}>${name}</a>`)}
  </nav>
</header>
${clockPanel(context)}
<div id="help" popover class="panel" aria-label="Keyboard shortcuts"><h2>Keyboard shortcuts</h2>
<table>${KEYS.map(([keys, what]) => html`<tr><th scope="row">${keys.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</th><td>${what}</td></tr>`)}</table></div>
<main id="main" tabindex="-1">
  <p id="toast" role="status"></p>
  <p id="error" role="status" class="notice bad" hidden></p>
  ${before}
  <div id="live" data-live class="stack">${main}</div>
  ${after}
</main>`,
  );
}

/** A button that runs an action. It also works without JavaScript. */
export function button(action: string, label: string, fields: Readonly<Record<string, string>>, kind = ''): Html {
  const id = [action, ...Object.values(fields)].join('-');
  return html`<form method="post" action="/_sandbox/do/${action}">
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
    <button id="${id}" class="${kind}">${label}</button>
  </form>`;
}

/** The placeholder for an empty list. */
export function empty(content: Html | string): Html {
  return html`<div class="empty">${content}</div>`;
}
