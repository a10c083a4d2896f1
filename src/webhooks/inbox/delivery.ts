/** An event that failed too often. */
export interface SetAsideEvent {
  /** As `webhookKey` makes it. */
  readonly key: string;
  /** Milliseconds since 1970: when it was set aside. */
  readonly at: number;
  /** The JSON that Paysera signed. Contains personal data of the payer. */
  readonly body: string;
}

/** The URL, the headers that Paysera made, and the body. */
type Parts = readonly [url: string, headers: [string, string][], body: string];

/** A delivery as text. */
export function deliveryOf({ url, headers }: Request, body: Uint8Array): string {
  const made = [...headers].filter(([name]) => name.startsWith('x-paysera-'));
  const parts: Parts = [url, made, new TextDecoder().decode(body)];
  return JSON.stringify(parts);
}

/** The request that a delivery came as. */
export function requestOf(delivery: string): Request {
  const [url, headers, body]: Parts = JSON.parse(delivery);
  return new Request(url, { method: 'POST', headers, body });
}

export function setAsideEvent(key: string, at: number, delivery: string): SetAsideEvent {
  const [, , body]: Parts = JSON.parse(delivery);
  return { key, at, body };
}
