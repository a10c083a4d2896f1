import { operations as table } from '../../../generated/checkout/operations.ts';
import { PaymentLinkMissingError } from '../../errors/outcome/payment-link-missing-error.ts';
import { encodeAmounts } from '../../money/minor-units.ts';
import { checkedTimeout } from '../../runtime/call/checked-timeout.ts';
import { mergeExtraBody } from '../../runtime/call/extra-body.ts';
import { passOn } from '../../runtime/call/metadata.ts';
import { runWithDeadline } from '../../runtime/call/step-runner.ts';
import type { CallOptions } from '../../runtime/options.ts';
import { assertPaymentUrl, type CreatePaymentLink } from '../payment-links.ts';
import type { CreatedPayment, CreatePayment, PaymentMeans } from './payment-input.ts';

/**
 * Creates an order and its payment link.
 *
 * @param began When it was called, by `performance.now()`.
 */
export async function makePayment(
  { orders, links, origin, timeout = 30_000 }: PaymentMeans,
  { link: { extraBody, ...linkInput } = {}, ...body }: CreatePayment,
  options: CallOptions,
  began: number,
): Promise<CreatedPayment> {
  return runWithDeadline(
    'createPayment',
    options,
    checkedTimeout('createPayment', options.timeout ?? timeout),
    async (runStep) => {
      // The link accepts fewer digits than the order: what it would reject must fail before the order is created.
      const { amount } = body.purchase;
      const purchase = amount === undefined ? {} : { amount };
      encodeAmounts({ purchase }, table.createPaymentLink.amounts);
      const request: CreatePaymentLink = {
        ...linkInput,
        name: linkInput.name ?? body.purchase.reference,
        experience: { ...linkInput.experience, language: linkInput.experience?.language ?? 'en' },
        order_id: '',
        purchase,
      };
      if (extraBody) mergeExtraBody('createPaymentLink', request, extraBody);
      const order = await runStep((stepOptions) => orders.create(body, stepOptions));
      request.order_id = order.order_id;
      const link = await runStep((stepOptions) => links.create(request, { ...stepOptions, extraBody })).catch(
        (error: unknown) => {
          throw new PaymentLinkMissingError(order, error);
        },
      );
      await assertPaymentUrl(link, origin);
      return passOn(link, {
        orderId: order.order_id,
        linkId: link.link_id,
        paymentUrl: link.payment_URL,
        expiresAt: link.expired_at ?? undefined,
        isTest: order.is_test,
        order,
        link,
      });
    },
    undefined,
    began,
  );
}
