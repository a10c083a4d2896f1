// Milliseconds by which a window is kept longer, at least and at most: more would leave too much of the allowance unused.
const LEAST = 500;
const MOST = 1_800;

/**
 * How much longer than its window a gate waits, since requests may arrive at Paysera out of step. Two whose places are a
 * window apart arrive closer together when the first one was sent late or was under way for longer; and no request was under
 * way for longer than its response took.
 */
export interface Slack {
  /** Learns how many milliseconds after its place a request was sent. */
  sent(late: number): void;
  /** Learns how many milliseconds a response took. */
  answered(duration: number): void;
  /** Milliseconds. */
  get(): number;
}

export function createSlack(window: number, least: number = LEAST): Slack {
  const [latest, slowest] = [recentMaximum(window), recentMaximum(window)];
  return {
    sent: latest.note,
    answered: slowest.note,
    get: () => Math.min(Math.max(least, latest.get() + slowest.get()), MOST),
  };
}

/** The greatest value of the last windows: one at least, two at most. */
function recentMaximum(window: number): { note(value: number): void; get(): number } {
  let [before, latest, began] = [0, 0, 0];
  const turn = () => {
    const age = performance.now() - began;
    if (age < window) return;
    [before, latest, began] = [age < 2 * window ? latest : 0, 0, performance.now()];
  };
  return {
    note(value) {
      turn();
      latest = Math.max(latest, value);
    },
    get() {
      turn();
      return Math.max(before, latest);
    },
  };
}
