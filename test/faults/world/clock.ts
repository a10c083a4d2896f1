interface Timer {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
  /** It is not of a process: it fires while a process blocks. */
  readonly outside: boolean;
}

const { setTimeout: platformSetTimeout, clearTimeout: platformClearTimeout, setImmediate: hop } = globalThis;
const platformDateNow = Date.now;

/** Time that passes only when everybody waits: an hour of it costs nothing. */
export class VirtualClock {
  #now = 0;
  #orders = 0;
  /** Milliseconds in which a process blocked. */
  #blocked = 0;
  /** Soonest first. */
  readonly #timers: Timer[] = [];

  /** Milliseconds since it began. */
  now(): number {
    return this.#now;
  }

  /** Puts itself in the place of the platform's timers. The platform's come back by `uninstall`. */
  install(): void {
    const set = (act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => this.set(() => act(...args), ms);
    globalThis.setTimeout = set as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((timer: unknown) => this.#clear(timer)) as typeof clearTimeout;
    performance.now = () => this.#now;
    Date.now = () => this.#now;
  }

  static uninstall(): void {
    globalThis.setTimeout = platformSetTimeout;
    globalThis.clearTimeout = platformClearTimeout;
    Reflect.deleteProperty(performance, 'now');
    Date.now = platformDateNow;
  }

  set(act: () => void, ms: number, outside = false): Timer {
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: ++this.#orders, act, outside };
    let place = this.#timers.length;
    while (place > 0 && (this.#timers[place - 1]?.at ?? 0) > timer.at) place--;
    this.#timers.splice(place, 0, timer);
    return timer;
  }

  pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.set(resolve, ms));
  }

  /**
   * Passes so much time, without the time in which a process blocks: nothing can act then. What is due by the end, and waited
   * for that, acts first.
   */
  async passUnblocked(ms: number): Promise<void> {
    const began = this.#now - this.#blocked;
    for (;;) {
      const left = began + ms - (this.#now - this.#blocked);
      await this.pass(left);
      if (left <= 0) return;
    }
  }

  /** Time passes while a process blocks: no timer of a process fires. */
  leap(ms: number): void {
    const began = this.#now;
    const end = began + ms;
    for (;;) {
      const next = this.#timers.find(({ outside }) => outside);
      if (!next || next.at > end) break;
      this.#clear(next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
    this.#now = Math.max(this.#now, end);
    this.#blocked += this.#now - began;
  }

  /** Lets time pass until `work` is settled. Returns false when nothing is left that could settle it. */
  async run(work: Promise<unknown>): Promise<boolean> {
    let settled = false;
    const end = () => {
      settled = true;
    };
    work.then(end, end);
    for (;;) {
      await new Promise((resolve) => hop(resolve));
      if (settled) return true;
      const next = this.#timers.shift();
      if (!next) return false;
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
  }

  #clear(timer: unknown): void {
    const place = this.#timers.indexOf(timer as Timer);
    if (place >= 0) this.#timers.splice(place, 1);
  }
}
