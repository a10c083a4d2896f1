import type { Connection } from '../http/connection.ts';
import type { DeliveryAttempt } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

/** What the sandbox leaves to the platform that it runs on. All else it does by the web's own standards. */
export interface Platform {
  /**
   * Opens a store that keeps its rows in a file.
   *
   * @throws {ConfigurationError} when the file cannot be used.
   */
  openStore(file: string): Store;
  /** Posts a delivery to the shop. Resolves with what it answered. */
  post(delivery: DeliveryRequest): Promise<DeliveryAnswer>;
  /** Serves requests on a port of an address of this computer. Rejects when it cannot be opened. */
  listen(serve: Serve, port: number, hostname: string): Promise<OpenPort>;
}

/** A request to the shop. */
export interface DeliveryRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the shop answered: the status, or the reason why there was none. */
export type DeliveryAnswer = Pick<DeliveryAttempt, 'outcome' | 'response'>;

/** Answers a request, which came over a connection if it came over a network. */
export type Serve = (request: Request, connection?: Connection) => Response | Promise<Response>;

/** A port that is open. */
export interface OpenPort {
  readonly port: number;
  /** Breaks every connection. */
  close(): Promise<void>;
}
