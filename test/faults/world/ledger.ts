import type { Paysera } from '../../support/model/paysera.ts';

/** What a call asks for. */
export type What = 'order' | 'link' | 'update' | 'refund' | 'request' | 'charge';

/** The thing that a call asks for, as far as it can be distinguished from others. */
export interface Wants {
  readonly order_id?: string;
  readonly reference?: string;
  readonly amount: number;
  readonly key?: string;
}

/** One call of one process. */
export interface CallRecord {
  readonly id: string;
  readonly process: string;
  readonly wants: Wants;
  /** Milliseconds of the world's clock. */
  readonly begun: number;
  readonly deadline: number;
  /** When it was settled, or its process died. */
  ended: number | undefined;
}

/** What was reported about a call. */
export interface Statement {
  readonly call: string;
  readonly what: What;
  readonly is: 'happened' | 'did-not-happen' | 'unknown';
  /** The id of the thing that is said to be it. */
  readonly id?: string | undefined;
  /** Milliseconds since 1970 on the server's clock. */
  readonly at: number;
  /** The process it was reported to. */
  readonly teller: string;
  /** The payment request whose step it is about, where it is not about a charge as a whole. */
  readonly request?: string | undefined;
  /** When Paysera answered the process last, on Paysera's clock. */
  readonly seenAt: number;
  /** Whether it was looked for, and not only concluded from how the call ended. */
  readonly looked: boolean;
  /** How it was reported, for the reader of a failure. */
  readonly by: string;
}

/** Calls, and what was said of them: to be held against the books in the end. */
export class Ledger {
  readonly calls = new Map<string, CallRecord>();
  readonly statements: Statement[] = [];
  readonly violations: string[] = [];
  /** Calls of a charge that Paysera showed that there is more to its key than they did. */
  readonly knowing = new Set<string>();
  /** Those whose payment request was accepted: nothing had been paid under its key. */
  readonly accepted = new Set<string>();
  readonly #heard = new Map<string, number>();
  readonly #paysera: Paysera;

  constructor(paysera: Paysera) {
    this.#paysera = paysera;
  }

  begin(process: string, wants: Wants, begun: number, timeout: number): CallRecord {
    const id = `call-${this.calls.size + 1}`;
    const record = { id, process, wants, begun, deadline: begun + timeout, ended: undefined };
    this.calls.set(id, record);
    return record;
  }

  tell(statement: Omit<Statement, 'at' | 'seenAt'>): void {
    const at = this.#paysera.now();
    this.statements.push({ ...statement, at, seenAt: this.#heard.get(statement.teller) ?? at });
  }

  /** Paysera answers a process. */
  hear(process: string): void {
    this.#heard.set(process, this.#paysera.now());
  }

  wrong(what: string): void {
    if (!this.violations.includes(what)) this.violations.push(what);
  }
}
