import { STEP, type StepOptions } from '../../runtime/call/step.ts';
import type { CallOptions } from '../../runtime/options.ts';
import type { Intent } from '../../runtime/recovery/intents/intents.ts';
import type { MaySend, OpenStep } from '../../runtime/recovery/intents/open-step.ts';
import { FIRST_LOOK, type Left, LOOK_EVERY, pause } from './left.ts';
import { wrongState } from './step-errors.ts';

type ReadOpen = Parameters<MaySend>[1];

/**
 * Keeps processes apart that charge one key and share a journal: no payment request is created while an authorization of
 * the one that it would replace may be in flight, and none is authorized while a creation that would replace it may be.
 * Each process stores its own step before it reads the others', so of two at least one sees the other. Whoever creates goes
 * on with the payment request of the other; whoever authorizes waits until the creation is over.
 */
export class KeySteps {
  /** What a creation gave way to: a step of another process that moves money. */
  moving: OpenStep | undefined;
  /** Another process was seen to create a payment request under this key. */
  isContested = false;
  readonly #gracePeriod: () => number;
  /** The intents of this charge's own creations: one that is lost is repeated, and no rival. */
  readonly #own = new Set<string>();
  /** The intents of its own steps that move money. */
  readonly #ownMoves = new Set<string>();

  /** When the calls of rivals ended, as first seen: where its clock is not known, one counts as just ended at each look. */
  readonly #endings = new Map<string, number>();

  constructor(gracePeriod: () => number) {
    this.#gracePeriod = gracePeriod;
  }

  /** The options of a step that is sent only when no other process is in its way. */
  apart(options: CallOptions, left: Left): CallOptions {
    const { [STEP]: step }: StepOptions = options;
    if (step)
      step.maySend = (mine, open) => (isCreation(mine) ? this.#mayCreate(mine, open) : this.#mayMove(mine, open, left));
    return options;
  }

  async #mayCreate({ id }: Intent, open: ReadOpen): Promise<readonly Intent[]> {
    const steps = await open();
    this.moving = newestMove(steps);
    if (this.moving) throw wrongState('Another process may be charging this unique_identifier.');
    // One that may still be in flight is settled by its own process, and seen until then.
    const settled = steps.filter(({ intent, endedAt }) => this.#own.has(intent.id) || !this.#mayAct(endedAt));
    this.#own.add(id);
    return settled.map(({ intent }) => intent);
  }

  /** The newest step of another process that moves money. */
  moveOfOthers(steps: readonly OpenStep[]): OpenStep | undefined {
    const move = newestMove(steps.filter(({ intent }) => !this.#ownMoves.has(intent.id)));
    return move && { ...move, endedAt: this.#firstSeen(move) };
  }

  async #mayMove(mine: Intent, open: ReadOpen, left: Left): Promise<readonly Intent[]> {
    this.#ownMoves.add(mine.id);
    for (let wait = FIRST_LOOK; ; wait = Math.min(2 * wait, LOOK_EVERY)) {
      const rivals = (await open()).filter((step) => {
        if (!isCreation(step.intent) || this.#own.has(step.intent.id)) return false;
        return this.#mayAct(this.#firstSeen(step));
      });
      if (rivals.length === 0) return [];
      this.isContested = true;
      await pause(wait, left);
    }
  }

  #firstSeen({ intent: { id }, endedAt }: OpenStep): number {
    const ended = this.#endings.get(id) ?? endedAt;
    this.#endings.set(id, ended);
    return ended;
  }

  /** Whether a request of a call that ended then may still be in flight. */
  #mayAct(endedAt: number): boolean {
    return performance.now() < endedAt + this.#gracePeriod();
  }
}

/** The newest step that is about a payment request which exists. */
function newestMove(steps: readonly OpenStep[]): OpenStep | undefined {
  return steps.findLast(({ intent }) => typeof intent.facts['id'] === 'string');
}

function isCreation({ operation }: Pick<Intent, 'operation'>): boolean {
  return operation === 'createPaymentRequest';
}
