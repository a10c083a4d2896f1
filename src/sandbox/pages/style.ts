/** The look of every page. Colours come in pairs, light and dark; nothing is loaded from anywhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #0f1217);
  --card: light-dark(#ffffff, #171b22);
  --sunk: light-dark(#f0f2f5, #11151b);
  --line: light-dark(#e1e5ea, #2a303a);
  --ink: light-dark(#171c24, #e8ebf0);
  --soft: light-dark(#59636f, #9aa4b1);
  --accent: light-dark(#0b5fce, #79b0ff);
  --on-accent: light-dark(#ffffff, #0b1626);
  --good: light-dark(#0f7a45, #5fd39a);
  --good-soft: light-dark(#e2f5ea, #12301f);
  --wait: light-dark(#8a5a00, #f0bd63);
  --wait-soft: light-dark(#fdf1d8, #33270f);
  --bad: light-dark(#b3261e, #ff9d94);
  --bad-soft: light-dark(#fdeceb, #3a1614);
  --radius: 14px;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
h1, h2, h3 { line-height: 1.25; margin: 0; text-wrap: balance; }
h1 { font-size: 1.5rem; letter-spacing: -0.015em; }
h2 { font-size: 1.05rem; }
h3 { font-size: .95rem; }
p { margin: 0; }
code, pre, .mono { font: .84rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 9; }

.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top > div { max-width: 72rem; margin: 0 auto; padding: .9rem 1.25rem .2rem; display: flex; flex-wrap: wrap; gap: .6rem 1.25rem; align-items: center; }
.brand { display: flex; align-items: center; gap: .6rem; font-weight: 650; color: var(--ink); }
.brand:hover { text-decoration: none; }
.brand svg { width: 28px; height: 28px; }
.clock { margin-left: auto; display: flex; align-items: center; gap: .4rem; flex-wrap: wrap; }
nav { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; display: flex; gap: .25rem; overflow-x: auto; scrollbar-width: none; }
nav a { padding: .65rem .7rem; color: var(--soft); border-bottom: 2px solid transparent; white-space: nowrap; }
nav a:hover { color: var(--ink); text-decoration: none; }
nav a[aria-current] { color: var(--ink); border-color: var(--accent); font-weight: 600; }
main, .stack { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
main { max-width: 72rem; margin: 0 auto; padding: 1.75rem 1.25rem 4rem; }
.push { margin-left: auto; }
.wide { grid-column: 1 / -1; }
.head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; }
.card > header { padding: .9rem 1.15rem; display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: center; border-bottom: 1px solid var(--line); }
.card > .body { padding: 1.15rem; }
.card > header + .empty { border: 0; }
.split { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); align-items: start; --state: 6.6rem; }
@media (min-width: 60rem) { .split { grid-template-columns: minmax(0, 1fr) 23.5rem; } }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); }
.empty { padding: 2.5rem 1.25rem; text-align: center; color: var(--soft); }
.empty code { color: var(--ink); }
.figures { margin: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(6.4rem, 1fr)); gap: 1px; background: var(--line); }
.figures > div { background: var(--card); padding: .85rem 1.15rem; }
.figures dt { color: var(--soft); font-size: .8rem; }
.figures dd { margin: .1rem 0 0; font-size: 1.2rem; font-weight: 600; overflow-wrap: anywhere; }
.figures dd.mono { font-size: .84rem; font-weight: 400; line-height: 1.6; }

.rows { list-style: none; margin: 0; padding: 0; }
.rows > li { border-top: 1px solid var(--line); }
.rows > li:first-child { border-top: 0; }
.row { display: grid; grid-template-columns: minmax(0, 1fr) auto var(--state, 10.4rem); gap: .2rem 1rem; align-items: center; padding: .8rem 1.15rem; color: inherit; }
.row > .pill { justify-self: end; }
a.row:hover { background: var(--sunk); text-decoration: none; }
.row .title { font-weight: 600; overflow-wrap: anywhere; }
.row .amount { font-weight: 600; text-align: right; white-space: nowrap; }
.row .note { grid-column: 1 / -1; color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
.row .when { color: var(--soft); font-size: .85rem; white-space: nowrap; }

.pill { display: inline-flex; align-items: center; gap: .35rem; padding: .1rem .6rem; border-radius: 99px; font-size: .8rem; font-weight: 600; white-space: nowrap; background: var(--sunk); color: var(--soft); }
.pill::before { content: ""; width: .45rem; height: .45rem; border-radius: 50%; background: currentColor; }
.pill.good { background: var(--good-soft); color: var(--good); }
.pill.wait { background: var(--wait-soft); color: var(--wait); }
.pill.bad { background: var(--bad-soft); color: var(--bad); }

button, .button { font: inherit; font-size: .9rem; font-weight: 550; min-height: 2.25rem; padding: .35rem .85rem; border-radius: 9px; border: 1px solid var(--line); background: var(--card); color: var(--ink); cursor: pointer; display: inline-flex; align-items: center; justify-content: center; gap: .4rem; }
button:hover, .button:hover { background: var(--sunk); text-decoration: none; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.main:hover { filter: brightness(1.08); }
button.danger { color: var(--bad); }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
.actions form, .clock form { display: contents; }
label { font-size: .85rem; color: var(--soft); display: grid; gap: .3rem; }
input:not([type=radio]), select { font: inherit; color: var(--ink); min-height: 2.5rem; padding: .35rem .7rem; border: 1px solid light-dark(#b9c1cb, #4a5361); border-radius: 9px; background: var(--card); width: 100%; }
.body .fields, .fields { display: grid; gap: .9rem; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); align-items: end; }

details > summary { cursor: pointer; padding: .8rem 1.15rem; color: var(--soft); }
.row + details > summary { padding-top: 0; }
details[open] > summary { border-bottom: 1px solid var(--line); }
pre { margin: 0; padding: .9rem 1.15rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunk); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem 1.15rem; border-top: 1px solid var(--line); vertical-align: top; }
tr:first-child > * { border-top: 0; }
th { color: var(--soft); font-weight: 500; font-size: .85rem; white-space: nowrap; width: 1%; }
td { overflow-wrap: anywhere; font-size: .92rem; }
td.mono { font-size: .84rem; }
.flow { margin: 0; padding: 1rem; }
.flow svg { width: 100%; height: auto; display: block; }
.flow figcaption { color: var(--soft); font-size: .85rem; padding: 0 .2rem .5rem; }
.flow rect { fill: var(--sunk); stroke: var(--line); }
.flow text { fill: var(--soft); font: 500 13px system-ui, sans-serif; text-anchor: middle; dominant-baseline: central; }
.flow path { fill: none; stroke: light-dark(#aab3be, #566070); stroke-width: 1.5; }
.flow .tip { fill: light-dark(#aab3be, #566070); stroke: none; }
.flow .now rect { fill: var(--tone-soft); stroke: var(--tone); stroke-width: 2; }
.flow .now text { fill: var(--tone); font-weight: 650; }
.flow .good { --tone: var(--good); --tone-soft: var(--good-soft); }
.flow .wait { --tone: var(--wait); --tone-soft: var(--wait-soft); }
.flow .bad { --tone: var(--bad); --tone-soft: var(--bad-soft); }
.flow .plain { --tone: var(--ink); --tone-soft: var(--sunk); }

.till { max-width: 27rem; margin: 0 auto; padding: clamp(1rem, 6vh, 4rem) 1rem 3rem; display: grid; gap: 1rem; }
.till .card { box-shadow: 0 1px 2px light-dark(#0b1a2c14, #0000), 0 12px 32px light-dark(#0b1a2c12, #0000); }
.till .sum { padding: 1.6rem 1.4rem 1.3rem; border-bottom: 1px solid var(--line); }
.till .sum strong { display: block; font-size: 2.3rem; line-height: 1.15; letter-spacing: -0.025em; margin-top: .25rem; }
.notice { background: var(--wait-soft); color: var(--wait); font-size: .875rem; padding: .65rem 1.4rem; }
.notice.bad { background: var(--bad-soft); color: var(--bad); }
.till details { border: 1px solid var(--line); border-radius: 11px; }
.till summary { padding: .6rem .85rem; }
.till details .body { padding: .85rem; }
.till form { padding: 1.15rem 1.4rem 1.4rem; display: grid; gap: 1.1rem; }
fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: .5rem; min-width: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem; }
.methods { grid-template-columns: repeat(auto-fill, minmax(9.3rem, 1fr)); }
.methods legend { grid-column: 1 / -1; }
.method { position: relative; display: grid; grid-template-columns: 2.1rem minmax(0, 1fr); gap: .65rem; align-items: center; color: var(--ink); font-size: .95rem; line-height: 1.25; border: 1px solid var(--line); border-radius: 11px; padding: .55rem .65rem; cursor: pointer; }
.method:hover { background: var(--sunk); }
.method img { width: 2.1rem; height: 2.1rem; border-radius: 8px; }
.method input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.method:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.method:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
.till button.main { min-height: 3rem; font-size: 1.05rem; width: 100%; border-radius: 11px; }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; }
.done { padding: 2.2rem 1.4rem; text-align: center; display: grid; gap: .5rem; justify-items: center; }
.done svg { width: 3.2rem; height: 3.2rem; }
@media (max-width: 34rem) {
  .clock { margin-left: 0; width: 100%; flex-wrap: nowrap; }
  .clock .soft { display: none; }
  .clock button { padding: .3rem .6rem; font-size: .85rem; white-space: nowrap; }
  .clock span:first-child { margin-right: auto; }
  main { padding-top: 1.2rem; }
  .row { grid-template-columns: minmax(0, 1fr) auto; }
  .row > .title { grid-area: 1 / 1; }
  .row > .pill { grid-area: 1 / 2; }
  .row > .amount, .row > .when { grid-area: 2 / 1 / auto / -1; text-align: left; }
  .row > .actions { grid-column: 1 / -1; order: 1; padding-top: .3rem; }
  th, td { display: block; width: auto; padding: .35rem 1.15rem; border: 0; }
  tr { border-top: 1px solid var(--line); display: block; }
}
@media (prefers-reduced-motion: no-preference) {
  .fresh { animation: fresh 1.6s ease-out; }
  @keyframes fresh { from { background: var(--good-soft); } }
}
`;
