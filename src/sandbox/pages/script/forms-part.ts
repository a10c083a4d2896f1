/**
 * Sends the dashboard's forms without leaving the page, copies what a button offers, narrows a list while one types,
 * and lets the label of a button follow the amount beside it.
 */
export const FORMS_PART = `
async function send(form, button) {
  // Before the button is disabled: it would not be part of the form then.
  const body = new URLSearchParams(new FormData(form, button));
  if (button) button.disabled = true;
  const response = await fetch(form.action, { method: 'POST', body });
  if (button) button.disabled = false;
  const notice = document.getElementById('error');
  if (notice) { notice.textContent = response.ok ? '' : await response.clone().text(); notice.hidden = response.ok; }
  return response;
}
let copied;
async function copy(form, button) {
  const response = await send(form, button);
  if (!response.ok) return;
  // A browser that does not let the page write to the clipboard shows the text instead.
  try { await navigator.clipboard.writeText(await response.text()); } catch { form.submit(); return; }
  const toast = document.getElementById('toast');
  toast.textContent = 'Copied';
  clearTimeout(copied);
  copied = setTimeout(() => { toast.textContent = ''; }, 2000);
}
document.addEventListener('submit', async (event) => {
  const form = event.target, button = event.submitter;
  const copies = 'copy' in form.dataset;
  if (!copies && !form.action.includes('/_sandbox/do/')) return;
  event.preventDefault();
  if (copies) return copy(form, button);
  const response = await send(form, button);
  // An action that made something leads to its page.
  if (response.redirected && new URL(response.url).pathname !== location.pathname) { location.href = response.url; return; }
  if (response.ok) form.reset();
  refresh();
});
const search = document.getElementById('search');
let typing = false, pause;
search?.addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    const url = new URL(location.href);
    if (search.value.trim()) url.searchParams.set('q', search.value.trim()); else url.searchParams.delete('q');
    url.searchParams.delete('from');
    // One step back for the whole word, not one for each letter.
    if (typing) history.replaceState(null, '', url); else history.pushState(null, '', url);
    typing = true;
    refresh();
  }, 150);
});
search?.addEventListener('blur', () => { typing = false; });
addEventListener('popstate', () => {
  if (search) search.value = new URL(location.href).searchParams.get('q') ?? '';
  typing = false;
  refresh();
});
function nameAmount({ form, value, dataset }) {
  const button = form?.querySelector('[data-label]');
  if (!button || !('amount' in dataset)) return;
  const [, whole, fraction = ''] = /^(\\d+)(?:[.,](\\d*))?$/.exec(value.trim()) ?? [];
  const digits = Number(dataset.amount);
  if (whole === undefined || fraction.length > digits) { button.textContent = button.dataset.label.replace(' {}', ''); return; }
  const grouped = whole.replace(/\\B(?=(\\d{3})+$)/g, '\\u202f');
  const amount = digits === 0 ? grouped : grouped + '.' + fraction.padEnd(digits, '0');
  button.textContent = button.dataset.label.replace('{}', amount);
}
document.addEventListener('input', ({ target }) => nameAmount(target));
// What was typed before this script was there, or what the browser filled in again after Back.
addEventListener('pageshow', () => {
  for (const input of document.querySelectorAll('[data-amount]')) if (input.value !== input.defaultValue) nameAmount(input);
});
`;
