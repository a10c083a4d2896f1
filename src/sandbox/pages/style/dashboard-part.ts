/** The dashboard: its header, lists, cards and forms. */
export const DASHBOARD_PART = `
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top > div { max-width: 72rem; margin: 0 auto; padding: .9rem 1.25rem .2rem; display: flex; flex-wrap: wrap; gap: .6rem 1.25rem; align-items: center; }
.brand { display: flex; align-items: center; gap: .6rem; font-weight: 650; color: var(--ink); }
.brand:hover { text-decoration: none; }
.brand svg { width: 28px; height: 28px; }
.tools { margin-left: auto; display: flex; align-items: center; gap: .4rem; }
.tools button { font-weight: 400; }
.tabs { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; display: flex; gap: .25rem; overflow-x: auto; scrollbar-width: none; }
.tabs a { padding: .65rem .7rem; color: var(--soft); border-bottom: 2px solid transparent; white-space: nowrap; text-align: center; }
/* The room of the bold name, so that no tab moves when one turns bold. */
.tabs a::after { content: attr(data-text) / ""; display: block; height: 0; overflow: hidden; visibility: hidden; font-weight: 600; }
.tabs a:hover { color: var(--ink); text-decoration: none; }
.tabs a:focus-visible { outline-offset: -3px; }
.tabs a[aria-current] { color: var(--ink); border-color: var(--accent); font-weight: 600; }

.panel { position: fixed; inset: 3.9rem max(1rem, (100vw - 72rem) / 2 + 1.25rem) auto auto; width: min(26rem, 100vw - 2rem); max-height: calc(100dvh - 5rem); overflow: auto; margin: 0; padding: 1.15rem; border: 1px solid var(--line); border-radius: var(--radius); background: var(--card); color: var(--ink); box-shadow: 0 12px 40px light-dark(#0b1a2c26, #000a); }
.panel:popover-open { display: grid; gap: 1rem; }
.panel .stack { gap: .8rem; }
.panel table { margin: 0 -1.15rem -1.15rem; width: calc(100% + 2.3rem); }
.coming { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; font-size: .92rem; }
.coming li { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: .6rem; }
.step { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto; gap: .6rem; align-items: end; }
kbd { display: inline-block; min-width: 1.6rem; text-align: center; font: .84rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; padding: 0 .35rem; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 6px; background: var(--sunk); color: var(--ink); }

form[role=search] { flex: 1 1 15rem; max-width: 22rem; margin-left: auto; }
.filters { display: flex; flex-wrap: wrap; gap: .4rem; margin-bottom: -.7rem; }
.filters a { display: inline-flex; gap: .45rem; align-items: center; padding: .25rem .8rem; border: 1px solid var(--line); border-radius: 99px; background: var(--card); color: var(--soft); font-size: .875rem; white-space: nowrap; }
.filters a:hover { background: var(--sunk); text-decoration: none; }
.filters a[aria-current] { color: var(--ink); border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.filters .count { color: var(--ink); font-weight: 600; }
.pager { display: flex; gap: .5rem; align-items: center; justify-content: flex-end; }
.pager span:first-child { margin-right: auto; }
.narrow { max-width: 34rem; }
#toast { position: fixed; inset: auto 0 1.5rem; width: fit-content; margin: 0 auto; z-index: 9; padding: .5rem 1.1rem; border-radius: 99px; background: var(--ink); color: var(--page); font-size: .9rem; font-weight: 600; }
#toast:empty { display: none; }
main, .stack { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
main { max-width: 72rem; margin: 0 auto; padding: 1.75rem 1.25rem 4rem; }
.push { margin-left: auto; }
.wide { grid-column: 1 / -1; }
.head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; }
.card > header > code { overflow-wrap: anywhere; }
.card > header { padding: .9rem 1.15rem; display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: center; border-bottom: 1px solid var(--line); }
.card > .body { padding: 1.15rem; }
.card > header + .empty { border: 0; }
.split { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); align-items: start; --state: 6.6rem; }
@media (min-width: 60rem) { .split { grid-template-columns: minmax(0, 1fr) 23.5rem; } }
.halves { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 60rem) { .halves { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.empty { padding: 2.5rem 1.25rem; text-align: center; color: var(--soft); }
.empty code { color: var(--ink); }
.figures { margin: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(6.4rem, 1fr)); gap: 1px; background: var(--line); }
.figures > div { background: var(--card); padding: .85rem 1.15rem; }
.figures dt { color: var(--soft); font-size: .8rem; }
.figures dd { margin: .1rem 0 0; font-size: 1.2rem; font-weight: 600; }
.figures dd.mono { font-size: .84rem; font-weight: 400; line-height: 1.6; }

.rows { list-style: none; margin: 0; padding: 0; }
.rows > li { border-top: 1px solid var(--line); }
.rows > li:first-child { border-top: 0; }
.row { display: grid; grid-template-columns: minmax(0, 1fr) auto var(--state, 10.4rem); gap: .2rem 1rem; align-items: center; padding: .8rem 1.15rem; color: inherit; }
.row > .pill, .row > form { justify-self: end; }
.ahead .row { grid-template-columns: auto auto; justify-content: space-between; }
a.row:hover { background: var(--sunk); text-decoration: none; }
.row .title { font-weight: 600; overflow-wrap: break-word; min-width: 0; }
.row .of { font-weight: 400; color: var(--soft); margin-left: .35rem; }
.row .amount { font-weight: 600; text-align: right; white-space: nowrap; }
.row .note { grid-column: 1 / -1; color: var(--soft); font-size: .875rem; overflow-wrap: break-word; min-width: 0; }
.mono { overflow-wrap: anywhere; }
a.row:focus-visible { outline-offset: -3px; background: var(--sunk); }
.row .when { color: var(--soft); font-size: .85rem; white-space: nowrap; }

.pill { display: inline-flex; align-items: center; gap: .35rem; padding: .1rem .6rem; border-radius: 99px; font-size: .8rem; font-weight: 600; white-space: nowrap; background: var(--sunk); color: var(--soft); }
.pill::before { content: ""; width: .45rem; height: .45rem; border-radius: 50%; background: currentColor; }
.pill.good { background: var(--good-soft); color: var(--good); }
.pill.wait { background: var(--wait-soft); color: var(--wait); }
.pill.bad { background: var(--bad-soft); color: var(--bad); }

::placeholder { color: var(--soft); opacity: 1; }
button, .button { font: inherit; font-size: .9rem; font-weight: 550; min-height: 2.25rem; padding: .35rem .85rem; border-radius: 9px; border: 1px solid var(--line); background: var(--card); color: var(--ink); cursor: pointer; display: inline-flex; align-items: center; justify-content: center; gap: .4rem; white-space: nowrap; }
button:hover, .button:hover { background: var(--sunk); text-decoration: none; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.main:hover { filter: brightness(1.08); }
button.danger { color: var(--bad); }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
.actions form:not(.joined) { display: contents; }
.joined { display: flex; }
.joined input:not([type=radio]) { width: 7.5rem; min-height: 2.25rem; font-size: .9rem; text-align: right; border-radius: 9px 0 0 9px; border-right: 0; }
.joined button { border-radius: 0 9px 9px 0; }
.presets { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
.presets button { white-space: normal; display: grid; justify-items: start; align-content: start; justify-content: stretch; gap: .15rem; text-align: left; padding: .75rem .95rem; font-weight: 400; }
.presets strong, .choice strong { font-weight: 600; color: var(--ink); }
.plan { display: grid; gap: 1.1rem; }
.choice { grid-template-columns: auto minmax(0, 1fr); gap: .6rem; padding: .45rem .6rem; border: 1px solid transparent; border-radius: 10px; cursor: pointer; align-items: baseline; }
.choice:hover { background: var(--sunk); }
.choice:has(:checked) { border-color: var(--accent); background: var(--sunk); }
.fields > [class^=for-] { display: none; }
.plan:has([data-fields~=after]:checked) .for-after { display: grid; }
.plan:has([data-fields~=status]:checked) .for-status { display: grid; }
.plan:has([data-fields~=delay]:checked) .for-delay { display: grid; }
.plan:has([data-fields~=seconds]:checked) .for-seconds { display: grid; }
label { font-size: .85rem; color: var(--soft); display: grid; gap: .3rem; }
input:not([type=radio]), select { font: inherit; color: var(--ink); min-height: 2.5rem; padding: .35rem .7rem; border: 1px solid var(--edge); border-radius: 9px; background: var(--card); width: 100%; }
.body .fields, .fields { display: grid; gap: .9rem; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); align-items: end; }

details > summary { cursor: pointer; padding: .8rem 1.15rem; color: var(--soft); }
.row + details > summary { padding-top: 0; }
details[open] > summary { border-bottom: 1px solid var(--line); }
pre { margin: 0; padding: .9rem 1.15rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunk); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem 1.15rem; border-top: 1px solid var(--line); vertical-align: top; }
tr:first-child > * { border-top: 0; }
th { color: var(--soft); font-weight: 500; font-size: .85rem; white-space: nowrap; width: 1%; }
td { overflow-wrap: break-word; font-size: .92rem; }
table { table-layout: auto; }
td.mono { font-size: .84rem; }
.flow { margin: 0; padding: 1rem; }
.flow svg { width: 100%; height: auto; display: block; }
.flow figcaption { color: var(--soft); font-size: .85rem; padding: 0 .2rem .5rem; }
.flow rect { fill: var(--sunk); stroke: var(--line); }
.flow text { fill: var(--soft); font: 500 12.5px system-ui, sans-serif; text-anchor: middle; dominant-baseline: central; }
.flow path { fill: none; stroke: light-dark(#aab3be, #566070); stroke-width: 1.5; }
.flow .tip { fill: light-dark(#aab3be, #566070); stroke: none; }
.flow .now rect { fill: var(--tone-soft); stroke: var(--tone); stroke-width: 2; }
.flow .now text { fill: var(--tone); font-weight: 600; }
.flow .good { --tone: var(--good); --tone-soft: var(--good-soft); }
.flow .wait { --tone: var(--wait); --tone-soft: var(--wait-soft); }
.flow .bad { --tone: var(--bad); --tone-soft: var(--bad-soft); }
.flow .plain { --tone: var(--ink); --tone-soft: var(--sunk); }
`;
