import type { RedisSend } from './send.ts';

/** Runs a script with its keys and arguments, as one step of Redis. */
type RunScript = (keys: readonly string[], ...args: readonly string[]) => Promise<unknown>;

/**
 * A script that is sent once, and named by its hash from then on. Redis forgets it when it restarts or fails over: it then
 * refuses the hash without having run anything, and the script is sent again.
 */
export function script(send: RedisSend, source: string): RunScript {
  let hash: string | undefined;
  const learnHash = async () => {
    hash ??= hex(await crypto.subtle.digest('SHA-1', new TextEncoder().encode(source)));
  };
  return async (keys, ...args) => {
    const rest = [`${keys.length}`, ...keys, ...args];
    try {
      if (hash) return await send(['EVALSHA', hash, ...rest]);
    } catch (error) {
      // Whatever it was, and however a client words it: the next call sends the script.
      hash = undefined;
      if (!String(error).includes('NOSCRIPT')) throw error;
    }
    const reply = await send(['EVAL', source, ...rest]);
    // Where there is no SHA-1, the script is sent each time.
    learnHash().catch(() => {});
    return reply;
  };
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
