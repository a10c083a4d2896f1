/** Colours, in pairs of light and dark, and what every page has. */
export const BASE_PART = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #0f1217);
  --card: light-dark(#ffffff, #171b22);
  --sunk: light-dark(#f0f2f5, #11151b);
  --line: light-dark(#e1e5ea, #2a303a);
  --edge: light-dark(#8a94a1, #6b7686);
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
a:hover, :is(p, li span, .head span, td) a:not(.button) { text-decoration: underline; text-underline-offset: .15em; }
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
`;
