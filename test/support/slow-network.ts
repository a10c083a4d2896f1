import { AUTHORIZE, type Between, refuse } from './model/charging.ts';

/** A card network that takes its time: the first authorization is lost, and captures `ms` later; others are refused. */
export function slowNetwork(ms: number, refusal: number): Between {
  let busy = false;
  return (name, ask) => {
    if (name !== AUTHORIZE) return undefined;
    if (busy) return Promise.resolve(refuse(refusal));
    busy = true;
    setTimeout(ask, ms);
    return Promise.resolve(Response.json({ error: 'gateway_timeout' }, { status: 504 }));
  };
}
