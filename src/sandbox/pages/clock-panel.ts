import { html } from 'hono/html';
import type { SandboxContext } from '../context.ts';
import { subjectOf } from './lists/subject.ts';
import { type Html, time, wait } from './show.ts';

const COMING = 3;
const STEPS = [
  ['1m', '+1 minute'],
  ['1h', '+1 hour'],
  ['1d', '+1 day'],
] as const;
const UNITS = [
  ['m', 'minutes'],
  ['h', 'hours'],
  ['d', 'days'],
  ['s', 'seconds'],
] as const;

/** The time of the sandbox, as the header shows it. */
export function clockState({ clock }: SandboxContext): Html {
  const now = clock.now();
  return html`<span class="soft">UTC</span> <span data-clock="${clock.stopped() ? '' : String(Math.floor(now))}">${time(now)}</span>${clock.stopped() ? html` <span class="soft">stopped</span>` : ''}`;
}

/** What can be done with the clock: to the next thing that will happen, by a step, or to stop it. */
export function clockPanel(context: SandboxContext): Html {
  const { clock, schedule } = context;
  const coming = schedule.coming(COMING);
  const [next] = coming;
  return html`<div id="clock-panel" popover class="panel" aria-label="Clock">
<h2>Move the clock</h2>
<div id="coming" data-live class="stack">
  ${
    next === undefined
      ? html`<p class="soft small">Nothing is planned: no link expires, and nothing is sent again.</p>`
      : html`<ol class="coming">${coming.map(
          (one) =>
            html`<li><span class="soft">in ${wait(one.time - clock.now())}</span> <span>${one.what}${subjectLink(context, one.about)}</span></li>`,
        )}</ol>
  <form method="post" action="/_sandbox/do/clock-next"><button id="clock-next" class="main">To the next: in ${wait(next.time - clock.now())}</button></form>`
  }
</div>
<form method="post" action="/_sandbox/do/clock" class="actions">${STEPS.map(([by, label]) => html`<button name="by" value="${by}">${label}</button>`)}</form>
<form method="post" action="/_sandbox/do/clock" class="step">
  <label>Any step<input name="count" inputmode="numeric" pattern="[0-9]{1,6}" required value="3"></label>
  <label>Unit<select name="unit">${UNITS.map(([unit, name]) => html`<option value="${unit}" ${unit === 'h' ? html`selected` : ''}>${name}</option>`)}</select></label>
  <button>Move</button>
</form>
<div id="clock-state" data-live>${
    clock.stopped()
      ? html`<form method="post" action="/_sandbox/do/clock-start"><button id="clock-start">Start the clock</button></form>`
      : html`<form method="post" action="/_sandbox/do/clock-stop"><button id="clock-stop">Stop the clock</button></form>`
  }</div>
<p class="soft small">Whatever falls due on the way happens at its own time. A stopped clock only moves from here.</p>
</div>`;
}

function subjectLink(context: SandboxContext, about: string): Html | '' {
  const subject = subjectOf(context, about);
  return subject ? html` · <a href="${subject.href}">${subject.name}</a>` : '';
}
