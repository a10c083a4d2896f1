import { shop } from '../../lib/shop';

export async function POST(): Promise<Response> {
  const { checkout, orders } = shop();
  const { SHOP_URL = '' } = process.env;
  const reference = `A-${orders.size + 1}`;
  orders.set(reference, 'waiting');
  const { paymentUrl } = await checkout.createPayment({
    purchase: { reference, amount: 1990, currency: 'EUR' },
    redirect_urls: { success_url: `${SHOP_URL}/orders/${reference}`, callback_url: `${SHOP_URL}/hooks/paysera` },
  });
  return Response.redirect(paymentUrl, 303);
}
