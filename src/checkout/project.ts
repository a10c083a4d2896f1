import type { operations } from '../../generated/checkout/paths.ts';
import type { Call, ResultOf } from '../runtime/call/wire-types.ts';
import type { CallOptions } from '../runtime/options.ts';

/** What `project.get` gives. */
export type ProjectStatus = ResultOf<operations['getProject']>;
/** What `project.websites` gives. */
export type WebsiteList = ResultOf<operations['listWebsites']>;

/**
 * The project the credentials belong to. Known from Paysera's PHP library only.
 * Any call may also end as {@link PayseraError} tells.
 */
export interface Project {
  /**
   * Whether the project can take money: `payment_collection_status` is `enabled` or `test_mode`. Known from the
   * PHP library. Repeated by itself.
   *
   * @throws {PermissionError} when the credentials are not for this.
   */
  get(options?: CallOptions): Promise<ProjectStatus>;
  /**
   * The project's websites at a referrer; `verified` is the status that counts. Known from the PHP library.
   * Repeated by itself.
   *
   * @throws {ValidationError} when Paysera refuses the referrer.
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
