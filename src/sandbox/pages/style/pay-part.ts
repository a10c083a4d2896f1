/** The payment pages. */
export const PAY_PART = `
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
.method:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.till button.main { min-height: 3rem; font-size: 1.05rem; width: 100%; border-radius: 11px; }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; }
.done { padding: 2.2rem 1.4rem; text-align: center; display: grid; gap: .5rem; justify-items: center; }
.done svg { width: 3.2rem; height: 3.2rem; }
`;
