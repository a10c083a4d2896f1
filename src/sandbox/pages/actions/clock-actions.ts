import type { Action } from './action.ts';

export const clockActions: Readonly<Record<string, Action>> = {
  clock: ({ clock }, { by, count = '', unit = '' }) => clock.advance(by ?? count.trim() + unit),

  'clock-next'({ clock, schedule }) {
    const [next] = schedule.coming(1);
    return next && clock.advance(Math.max(0, Math.ceil(next.time - clock.now())));
  },

  'clock-stop': ({ clock }) => clock.stop(),
  'clock-start': ({ clock }) => clock.start(),
};
