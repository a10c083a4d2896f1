/** What is different on a phone, and for who likes movement. */
export const SMALL_PART = `
@media (max-width: 34rem) {
  .tools { margin-left: 0; width: 100%; }
  .tools button:first-child { margin-right: auto; }
  .panel { inset: 6.6rem 1rem auto 1rem; width: auto; }
  form[role=search] { flex: 1 1 100%; max-width: none; }
  main { padding-top: 1.2rem; }
  .row { grid-template-columns: minmax(0, 1fr) auto; }
  .row > .title { grid-column: 1 / -1; }
  .row > .amount, .row > .when, .row > .title + .small { text-align: left; }
  .figures dd { font-size: 1rem; white-space: nowrap; }
  .figures > div { padding: .7rem .8rem; }
  .row > .actions { grid-column: 1 / -1; order: 1; padding-top: .3rem; }
  th, td { display: block; width: auto; padding: .35rem 1.15rem; border: 0; }
  tr { border-top: 1px solid var(--line); display: block; }
  .panel tr { display: table-row; }
  .panel th, .panel td { display: table-cell; border-top: 1px solid var(--line); }
}
@media (prefers-reduced-motion: no-preference) {
  .fresh { animation: fresh 1.6s ease-out; }
  @keyframes fresh { from { background: var(--good-soft); } }
}
`;
