import { ConfigurationError } from '../../errors/configuration-error.ts';
import type { Platform } from './platform.ts';

/** A browser or a worker: no ports and no files. Calls come through `fetch`, and deliveries go to `deliver`. */
export const webPlatform: Platform = {
  openStore(file) {
    throw new ConfigurationError(`db is ${JSON.stringify(file)}; expected none, as there are no files here.`);
  },
  post: async () => ({ outcome: 'there is no network here; pass deliver' }),
  async listen() {
    throw new Error('there are no ports here; expected false');
  },
};
