/**
 * Keeps a dashboard page up to date. After an event, it fetches the page again and replaces its live parts. Open
 * details stay open, the focus is kept, and new rows are highlighted once.
 */
export const LIVE_SCRIPT = `
const parts = () => document.querySelectorAll('[data-live]');
let timer, busy = false, again = false;
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    const focused = document.activeElement && document.activeElement.id;
    const open = new Set([...document.querySelectorAll('details[open][id]')].map(({ id }) => id));
    for (const part of parts()) {
      const fresh = next.getElementById(part.id);
      if (!fresh || fresh.innerHTML === part.innerHTML) continue;
      const known = new Set([...part.querySelectorAll('[data-row]')].map((row) => row.dataset.row));
      for (const details of fresh.querySelectorAll('details[id]')) details.open = open.has(details.id);
      part.innerHTML = fresh.innerHTML;
      for (const row of part.querySelectorAll('[data-row]')) if (!known.has(row.dataset.row)) row.classList.add('fresh');
    }
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  } catch {} finally {
    busy = false;
    if (again) { again = false; refresh(); }
  }
}
const soon = () => { clearTimeout(timer); timer = setTimeout(refresh, 120); };
document.querySelector('nav [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
// The clock keeps running between two events, unless it is stopped.
let shown, since;
setInterval(() => {
  const clock = document.querySelector('[data-clock]');
  if (!clock || !clock.dataset.clock) return;
  if (clock.dataset.clock !== shown) { shown = clock.dataset.clock; since = Date.now(); }
  const date = new Date(Number(shown) + Date.now() - since);
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  clock.textContent = day + ', ' + date.toISOString().slice(11, 19);
}, 1000);
const source = new EventSource('/_sandbox/live');
source.onmessage = soon;
source.onopen = () => { document.body.dataset.connected = 'yes'; soon(); };
source.onerror = () => { document.body.dataset.connected = 'no'; };
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.action.includes('/_sandbox/do/')) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  const data = new FormData(form, button);
  const response = await fetch(form.action, { method: 'POST', body: new URLSearchParams(data) });
  if (button) button.disabled = false;
  const errorNotice = document.getElementById('error');
  if (errorNotice) { errorNotice.textContent = response.ok ? '' : await response.text(); errorNotice.hidden = response.ok; }
  refresh();
});
`;
