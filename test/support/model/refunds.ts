import { type Host, type ModelRequest, type ModelResponse, refuse } from './wire.ts';

export interface StoredRefund {
  readonly refund_id: string;
  readonly amount: unknown;
  readonly currency: unknown;
  readonly call: string | undefined;
}

/** The refunds of Checkout: one for each key. */
export class Refunds {
  readonly all = new Map<string, StoredRefund>();
  readonly #host: Host;
  readonly #underWay = new Set<string>();

  constructor(host: Host) {
    this.#host = host;
  }

  handle({ action, key, body, call, late }: ModelRequest): ModelResponse {
    if (action !== 'refunds' || key === undefined) return refuse(400, 'invalid_request');
    if (this.#underWay.has(key)) return refuse(409, 'conflict');
    const make = () => {
      this.#underWay.delete(key);
      const { amount, currency } = body;
      const refund = this.all.get(key) ?? { refund_id: this.#host.id(), amount, currency, call };
      this.all.set(key, refund);
      const { refund_id } = refund;
      return { refund_id, status: 'initiated', amount: refund.amount, currency: refund.currency };
    };
    if (late === 0) return { status: 201, body: make() };
    this.#underWay.add(key);
    this.#host.later(late, make);
    return refuse(504, 'timeout');
  }
}
