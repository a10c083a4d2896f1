import type { GateStore } from '../runtime/state/gate-store.ts';
import { script } from './script.ts';
import type { RedisSend } from './send.ts';

// `nextPlace`, as one step of Redis. Its TIME is everybody's clock.
const RESERVE = `local limit, spare, window, first, within, closed = unpack(ARGV)
limit, spare, window, within, closed = limit + 0, spare + 0, window + 0, within + 0, closed + 0
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = redis.call('GET', KEYS[1])
local gate = kept and cjson.decode(kept) or { taken = {}, first = 0, closed = 0 }
local taken = gate.taken
if closed > 0 then gate.closed = math.max(gate.closed, now + closed) end
local open = math.max(now, gate.closed)
local before = taken[#taken + 1 - math.max(1, limit - 1 - spare)]
local at = math.max(open, taken[#taken] or 0, before and before + window or 0)
local lane = math.max(open, gate.first + window)
local ahead = first == '1' and limit > 1 and lane <= at
if ahead then at = lane end
local reserved = at - now <= within
if reserved then
  if ahead then gate.first = at else taken[#taken + 1] = at end
  while #taken > limit do table.remove(taken, 1) end
end
local last = math.max(now, gate.closed, gate.first, taken[#taken] or 0)
redis.call('SET', KEYS[1], cjson.encode(gate), 'PX', string.format('%d', last - now + window))
return { reserved and 1 or 0, at - now }`;

export function redisGate(send: RedisSend, prefix: string): GateStore {
  const take = script(send, RESERVE);
  return {
    async reserve({ origin, limit, spare, window, first, within, closed }) {
      const numbers = [limit, spare, window, first ? 1 : 0, within, closed].map(String);
      const reply = await take([`${prefix}gate:${origin}`], ...numbers);
      const [reserved, wait] = Array.from(Object(reply), Number);
      if (reserved === undefined || !(wait !== undefined && wait >= 0)) throw new Error('Redis returned no place.');
      return { reserved: reserved === 1, wait };
    },
  };
}
