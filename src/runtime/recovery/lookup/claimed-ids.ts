const IDS_KEPT = 1000;

/** Which intent each of the latest IDs belongs to, so that no two intents find the same resource. */
export class ClaimedIds {
  readonly #owners = new Map<string, string>();

  isClaimedByOther(id: string, intent: string): boolean {
    const owner = this.#owners.get(id);
    return owner !== undefined && owner !== intent;
  }
  claim(id: string, intent: string): void {
    this.#owners.set(id, intent);
    if (this.#owners.size <= IDS_KEPT) return;
    const [oldest = id] = this.#owners.keys();
    this.#owners.delete(oldest);
  }
}
