/**
 * Keeps a dashboard page up to date. After an event, it fetches the page again and replaces its live parts. Open
 * details stay open, what is being typed and the focus are kept, and new rows are highlighted once. What is pressed stays until
 * it is released: in its place, nothing would hear the click.
 */
export const LIVE_PART = `
const parts = () => document.querySelectorAll('[data-live]');
let timer, busy = false, again = false;
let pressed, release = () => {};
const press = () => { pressed ??= new Promise((resolve) => { release = resolve; }); };
// The click follows its release.
const letGo = () => setTimeout(() => { release(); pressed = undefined; });
for (const type of ['pointerdown', 'keydown']) addEventListener(type, press, true);
for (const type of ['pointerup', 'pointercancel', 'keyup', 'blur']) addEventListener(type, letGo, true);
function replace(part, fresh) {
  const known = new Set([...part.querySelectorAll('[data-row]')].map((row) => row.dataset.row));
  const open = new Set([...part.querySelectorAll('details[open][id]')].map(({ id }) => id));
  const typed = [...part.querySelectorAll('input[id]')].filter((input) => input.value !== input.defaultValue);
  const focused = part.contains(document.activeElement) ? document.activeElement : undefined;
  const { selectionStart: start, selectionEnd: end } = focused ?? {};
  for (const details of fresh.querySelectorAll('details[id]')) details.open = open.has(details.id);
  part.innerHTML = fresh.innerHTML;
  for (const { id, value } of typed) {
    const input = document.getElementById(id);
    if (input) { input.value = value; input.dispatchEvent(new Event('input', { bubbles: true })); }
  }
  for (const row of part.querySelectorAll('[data-row]')) if (known.size > 0 && !known.has(row.dataset.row)) row.classList.add('fresh');
  const successor = focused?.id && document.getElementById(focused.id);
  if (!successor) return;
  successor.focus();
  if (typeof start === 'number') successor.setSelectionRange(start, end);
}
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    await pressed;
    for (const part of parts()) {
      const fresh = next.getElementById(part.id);
      if (fresh && fresh.innerHTML !== part.innerHTML) replace(part, fresh);
    }
  } catch {} finally {
    busy = false;
    if (again) { again = false; refresh(); }
  }
}
const soon = () => { clearTimeout(timer); timer = setTimeout(refresh, 120); };
document.querySelector('.tabs [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
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
if (parts().length > 0) {
  const source = new EventSource('/_sandbox/live');
  source.onmessage = soon;
  source.onopen = () => { document.body.dataset.connected = 'yes'; soon(); };
  source.onerror = () => { document.body.dataset.connected = 'no'; };
}
`;
