import type { operations } from '../../generated/checkout/paths.ts';
import type { Call } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { ResultOf } from '../wire/operation-types.ts';

/** What `project.get` returns. */
export type ProjectStatus = ResultOf<operations['getProject']>;
/** What `project.websites` returns. */
export type WebsiteList = ResultOf<operations['listWebsites']>;

/**
 * The project the credentials belong to. Known only from Paysera's PHP library. {@link PayseraError} lists the errors
 * that any call may throw.
 */
export interface Project {
  /**
   * Fetches the project. It can take payments when `payment_collection_status` is `enabled` or `test_mode`. Known only
   * from Paysera's PHP library. Retried automatically.
   *
   * @throws {PermissionError} when the credentials do not permit this.
   */
  get(options?: CallOptions): Promise<ProjectStatus>;
  /**
   * Lists the project's websites for a referrer; only those with the status `verified` count. Known only from Paysera's
   * PHP library. Retried automatically.
   *
   * @throws {ValidationError} when Paysera rejects the referrer.
   * @example const { items } = await checkout.project.websites({ referrer: 'https://shop.example' });
   */
  websites(query: { readonly referrer: string }, options?: CallOptions): Promise<WebsiteList>;
}

/** @internal */
export function createProject(call: Call<operations>): Project {
  return {
    get: (options) => call('getProject', {}, options),
    websites: (query, options) => call('listWebsites', { query }, options),
  };
}
