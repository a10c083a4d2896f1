/** The keys of the dashboard. Nothing needs them: each does what can be clicked as well. */
export const KEYS_PART = `
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, target } = event;
  const inField = target.closest?.('input, select, textarea');
  const moves = key === 'ArrowDown' || key === 'ArrowUp';
  if (inField && target === search && key === 'Escape') { search.blur(); return; }
  if (inField && !(target === search && moves)) return;
  if (key === '/' && search) { event.preventDefault(); search.focus(); search.select(); }
  else if (key === '?') { event.preventDefault(); document.getElementById('help')?.togglePopover(); }
  else if (moves) {
    const rows = [...document.querySelectorAll('a.row')];
    if (rows.length === 0 || document.querySelector(':popover-open')) return;
    event.preventDefault();
    const at = rows.indexOf(document.activeElement);
    if (key === 'ArrowUp' && at === 0 && search) { search.focus(); return; }
    rows[Math.max(0, Math.min(rows.length - 1, at + (key === 'ArrowDown' ? 1 : -1)))].focus();
  }
  else if (key === 'ArrowLeft') document.querySelector('[rel=prev]')?.click();
  else if (key === 'ArrowRight') document.querySelector('[rel=next]')?.click();
});
`;
