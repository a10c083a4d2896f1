import { describe, expect, it } from 'vitest';
import { deliveryOf, requestOf, setAsideEvent } from '../../../../src/webhooks/inbox/delivery.ts';
import { headersOf, hmac, ORDER, post } from '../../../support/webhooks/payloads.ts';

const BODY = JSON.stringify(ORDER);

describe('a delivery that is set aside', () => {
  const request = post(ORDER, {
    authorization: 'Bearer of-the-shop',
    cookie: 'session=1',
    'x-forwarded-for': '1.2.3.4',
  });
  const keep = () => deliveryOf(request, new TextEncoder().encode(BODY));

  it('is kept without the headers that Paysera did not make', () => {
    const kept = keep();
    const [url, headers, body] = JSON.parse(kept);
    expect([url, body]).toEqual(['https://shop.example/hooks/paysera', BODY]);
    const { host: _, 'content-type': __, ...made } = headersOf(hmac(BODY));
    expect(Object.fromEntries(headers)).toEqual(made);
    expect(kept).not.toMatch(/of-the-shop|session|1\.2\.3\.4/);
  });

  it('comes again as the request that it was', async () => {
    const again = requestOf(keep());
    expect([again.method, again.url, await again.text()]).toEqual(['POST', request.url, BODY]);
    expect(again.headers.get('x-paysera-signature')).toBe(hmac(BODY));
  });

  it('is listed with its body', () => {
    expect(setAsideEvent('key', 5, keep())).toEqual({ key: 'key', at: 5, body: BODY });
  });
});
