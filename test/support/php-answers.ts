/**
 * What the sandbox answers now, where that is not what it answered when the requests were recorded. Each follows from the
 * documents; `docs/sandbox.md` lists what Paysera's own answer is not known for.
 */
export const ANSWERS_NOW: Readonly<Record<number, readonly [status: number, why: string]>> = {
  37: [400, '9.999 has more decimals than the euro'],
  38: [404, 'so there is no such payment request'],
  47: [409, 'capture_amount null is no part; the request is captured already'],
  50: [409, 'a body of [] is no body; the request is captured already'],
  58: [200, 'parameters [] is an empty object'],
  65: [200, 'order_direction in upper case'],
  71: [201, 'metadata may be null'],
  73: [201, 'metadata may be null'],
};
