import type { operations } from '../../generated/checkout/paths.ts';
import type { Call } from '../runtime/call.ts';
import type { CallOptions } from '../runtime/options.ts';
import type { ResultOf } from '../runtime/wire-types.ts';

export type ProjectStatus = ResultOf<operations['getProject']>;
export type WebsiteList = ResultOf<operations['listWebsites']>;

/** The project the credentials belong to. Known from Paysera's PHP library only. */
export interface Project {
  /** Whether the project can take money: `payment_collection_status` is `enabled` or `test_mode`. Known from the PHP library. */
  get(options?: CallOptions): Promise<ProjectStatus>;
  /**
   * The project's websites at a referrer; `verified` is the status that counts. Known from the PHP library.
   *
   * @example const { items } = await checkout.project.websites({ referrer: 'https://shop.example' });
   */
  websites(query: { readonly referrer: string }, options?: CallOptions): Promise<WebsiteList>;
}

export function createProject(call: Call<operations>): Project {
  return {
    get: (options) => call('getProject', {}, options),
    websites: (query, options) => call('listWebsites', { query }, options),
  };
}
