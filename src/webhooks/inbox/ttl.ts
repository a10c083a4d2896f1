/** Milliseconds for which a handled event is remembered, unless it is configured: Paysera retries for 31 hours. */
export const TTL = 172_800_000;
