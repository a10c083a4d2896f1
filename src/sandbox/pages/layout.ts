import { html } from 'hono/html';
import type { SandboxContext } from '../context.ts';
import { type Html, pill, time } from './show.ts';

const MARK = html`<svg viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="8" fill="var(--accent)" /><path d="M8 19c4 0 8-3 8-9m4 0c-4 0-8 3-8 9" fill="none" stroke="var(--on-accent)" stroke-width="2.4" stroke-linecap="round" /></svg>`;

const NAVIGATION = [
  ['/', 'Orders'],
  ['/_sandbox/requests', 'Payment requests'],
  ['/_sandbox/deliveries', 'Deliveries'],
  ['/_sandbox/calls', 'Calls'],
  ['/_sandbox/faults', 'Faults'],
  ['/_sandbox/setup', 'Setup'],
] as const;

/** The HTML around every page. */
export function page(title: string, body: Html, script = false): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Paysera sandbox</title>
<link rel="icon" href="/_sandbox/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_sandbox/style.css">
${script ? html`<script type="module" src="/_sandbox/live.js"></script>` : ''}
</head>
<body>${body}</body>
</html>`;
}

/** A page of the dashboard. `main` is updated live; `staticContent` holds forms that someone may be filling in. */
export function dashboard(
  context: SandboxContext,
  currentPath: string,
  title: string,
  main: Html,
  staticContent: Html | '' = '',
): Html {
  return page(
    title,
    html`<a class="skip" href="#main">Skip to content</a>
<header class="top">
  <div>
    <a class="brand" href="/">${MARK} Paysera sandbox</a>
    <span id="mode" data-live>${context.project.payment_collection_status === 'enabled' ? '' : pill(context.project.payment_collection_status)}</span>
    <div class="clock">
      <span id="clock" data-live class="small"><span class="soft">UTC</span> <span data-clock="${context.clock.stopped() ? '' : String(Math.floor(context.clock.now()))}">${time(context.clock.now())}</span></span>
      ${['1h', '1d'].map((by) => button('clock', by === '1h' ? '+1 hour' : '+1 day', { by }))}
    </div>
  </div>
  <nav aria-label="Sandbox">
    ${NAVIGATION.map(([path, name]) => html`<a href="${path}" ${path === currentPath ? html`aria-current="page"` : ''}>${name}</a>`)}
  </nav>
</header>
<main id="main">
  <p id="error" role="status" class="notice bad" hidden></p>
  <div id="live" data-live class="stack">${main}</div>
  ${staticContent}
</main>`,
    true,
  );
}

/** A button that runs an action. It also works without JavaScript. */
export function button(action: string, label: string, fields: Readonly<Record<string, string>>, kind = ''): Html {
  const id = `${action}-${Object.values(fields).join('-')}`;
  return html`<form method="post" action="/_sandbox/do/${action}">
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
    <button id="${id}" class="${kind}">${label}</button>
  </form>`;
}

/** The placeholder for an empty list. */
export function empty(content: Html | string): Html {
  return html`<div class="empty">${content}</div>`;
}
