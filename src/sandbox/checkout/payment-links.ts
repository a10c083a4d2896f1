import type { operations } from '../../../generated/checkout/paths.ts';
import type { BodyOf } from '../../wire/operation-types.ts';
import { publicOrigin, type SandboxContext, seconds } from '../context.ts';
import type { JsonRecord } from '../documents/documents.ts';
import { ApiFailure } from '../http/failure.ts';
import { createdResult, type Handler, handler, okResult, omitUndefined } from '../http/handler.ts';
import type { LinkRow, OrderRow } from '../store/rows.ts';
import { changeLink, expireIfDue, saveLink, scheduleExpiry } from './link-states.ts';
import { isAvailable } from './methods.ts';
import { invalidFields, requireOrder } from './orders.ts';
import { cursorPage } from './page.ts';
import { bounds, suggestions } from './payer-set.ts';

type CreatePaymentLink = BodyOf<operations['createPaymentLink']>;
type LinkInput = Partial<Omit<CreatePaymentLink, 'order_id'>>;

const THREE_DAYS = 259_200;
const MAX_LIFETIME = 86_313_600;
export const PAY_PATH = '/checkout-payment-link/payment-collection/v1/payment-links';

export const createPaymentLink: Handler = handler<CreatePaymentLink>(({ body }, context) => {
  const order = requireOrder(context, body.order_id);
  if (order.status !== 'pending_payment') {
    throw new ApiFailure(422, 'invalid_request', `The order is ${order.status}, so there is nothing to pay`);
  }
  const time = seconds(context);
  const link: LinkRow = {
    id: context.ids.uuid(),
    order_id: order.id,
    token: context.ids.token(24),
    status: 'active',
    created_at: time,
    updated_at: time,
    ...linkFields(context, order, body, time),
  };
  saveLink(context, link);
  scheduleExpiry(context, link);
  const { name: _, id: __, status: ___, ...shown } = showLink(context, link);
  return createdResult(shown);
});

export const getPaymentLink: Handler = handler(({ params }, context) =>
  okResult(showLink(context, requireLink(context, params['id']))),
);

export const listPaymentLinks: Handler = handler(({ query }, context) =>
  okResult(cursorPage(context.tables.links.all(), query, (link) => showLink(context, expireIfDue(context, link)))),
);

export const updatePaymentLink: Handler = handler<BodyOf<operations['updatePaymentLink']>>(
  ({ params, body }, context) => {
    const link = requireLink(context, params['id']);
    const order = requireOrder(context, link.order_id);
    if (link.status !== 'active')
      throw new ApiFailure(422, 'invalid_request', `The link is ${link.status} and can no longer be changed`);
    const time = seconds(context);
    const before = {
      name: link.name,
      experience: link.experience,
      purchase: omitUndefined({
        amount: link.amount ?? undefined,
        suggested_amount: link.suggested_amount,
        amount_buttons: link.amount_buttons,
      }),
      ...omitUndefined({
        payment_details: link.payment_details,
        payer_information: link.payer_information,
        metadata: link.metadata,
        lifetime: link.expired_at === undefined ? 0 : undefined,
      }),
    };
    // Omitted fields keep their value; a new lifetime counts from now.
    const after = { ...before, ...body, experience: { ...before.experience, ...body.experience } };
    const { expired_at: _, ...rest } = link;
    const fields = linkFields(context, order, after as LinkInput, time);
    const expiry = body.lifetime === undefined ? omitUndefined({ expired_at: link.expired_at }) : {};
    const updated = saveLink(context, { ...rest, ...fields, ...expiry, updated_at: time });
    // It is scheduled already otherwise, and stays so until it is due.
    if (updated.expired_at !== link.expired_at) scheduleExpiry(context, updated);
    return okResult(showLink(context, updated));
  },
);

export const cancelPaymentLink: Handler = handler(({ params }, context) => {
  const link = requireLink(context, params['id']);
  if (link.status === 'completed')
    throw new ApiFailure(422, 'invalid_request', 'The link is completed and can no longer be canceled');
  return okResult(showLink(context, link.status === 'canceled' ? link : changeLink(context, link, 'canceled')));
});

/** @throws {ApiFailure} 404 when there is none. */
export function requireLink(context: SandboxContext, id: string | undefined): LinkRow {
  const link = context.tables.links.get(id ?? '');
  if (!link) throw new ApiFailure(404, 'not_found', `There is no payment link ${JSON.stringify(id)} in this project`);
  return expireIfDue(context, link);
}

/** Applies the rules for a link that its schema cannot express. */
function linkFields(
  _context: SandboxContext,
  order: OrderRow,
  input: LinkInput,
  time: number,
): Omit<LinkRow, 'id' | 'order_id' | 'token' | 'status' | 'created_at' | 'updated_at'> {
  const { name = '', experience, purchase = {}, payment_details: details, lifetime = THREE_DAYS } = input;
  if (name.trim() === '') throw invalidFields({ name: ['validation_field_not_blank'] });
  const language = experience?.language ?? '';
  if (!/^[a-z]{2}$/.test(language)) {
    throw invalidFields({
      'experience.language': [`Was ${JSON.stringify(language)}; expected a two-letter ISO 639-1 code, such as en`],
    });
  }
  if (lifetime < 0 || lifetime > MAX_LIFETIME)
    throw invalidFields({ lifetime: [`Was ${lifetime}; expected 0 (never expires) to ${MAX_LIFETIME} seconds`] });
  const { key, country_code: country } = details ?? {};
  if (typeof key === 'string' && !isAvailable(key, order.currency, country ?? undefined)) {
    throw new ApiFailure(
      400,
      'invalid_properties',
      `payment_details.key is ${JSON.stringify(key)}, which is not an available method`,
      {
        fields: {
          'payment_details.key': ['Not available to this project, currency or country; take keys from GET methods'],
        },
      },
    );
  }
  return omitUndefined({
    name,
    experience: { language, payment_flow: experience?.payment_flow ?? 'paysera_checkout' },
    ...linkPurchase(order, purchase),
    payment_details: details && (omitUndefined(details) as JsonRecord),
    payer_information: input.payer_information && omitUndefined(input.payer_information),
    metadata: input.metadata,
    expired_at: lifetime === 0 ? undefined : time + lifetime,
  }) as ReturnType<typeof linkFields>;
}

function linkPurchase(
  order: OrderRow,
  purchase: NonNullable<LinkInput['purchase']>,
): Pick<LinkRow, 'amount' | 'suggested_amount' | 'amount_buttons'> {
  if (order.payer_set) {
    if (purchase.amount !== undefined)
      throw invalidFields({ 'purchase.amount': ['Must be omitted: the payer sets it'] });
    const { suggested_amount, amount_buttons } = suggestions(purchase, bounds(order.payer_set));
    return omitUndefined({
      amount: null,
      suggested_amount: suggested_amount ?? undefined,
      amount_buttons: amount_buttons.length > 0 ? amount_buttons : undefined,
    });
  }
  for (const field of ['suggested_amount', 'amount_buttons'] as const) {
    if (purchase[field] !== undefined) throw invalidFields({ [`purchase.${field}`]: [`${field}_without_payer_set`] });
  }
  if (purchase.amount === undefined)
    throw invalidFields({ 'purchase.amount': ['This field is required, unless the payer sets the amount'] });
  const amount = Number(purchase.amount);
  if (amount <= 0) throw invalidFields({ 'purchase.amount': ['Amount should be greater than 0'] });
  return { amount };
}

function showLink(context: SandboxContext, link: LinkRow) {
  const limits = context.tables.orders.get(link.order_id)?.payer_set;
  return omitUndefined({
    id: link.id,
    // Paysera does not document which of the two names a response uses.
    link_id: link.id,
    order_id: link.order_id,
    name: link.name,
    status: link.status,
    payment_URL: paymentUrl(context, link),
    experience: link.experience,
    payment_details: link.payment_details,
    purchase: {
      amount: link.amount,
      ...(limits && {
        payer_sets_amount: true,
        ...limits,
        ...omitUndefined({ suggested_amount: link.suggested_amount, amount_buttons: link.amount_buttons }),
      }),
    },
    payer_information: link.payer_information,
    expired_at: link.expired_at,
    created_at: link.created_at,
    metadata: link.metadata,
  });
}

export function paymentUrl(context: SandboxContext, { token }: LinkRow): string {
  return `${publicOrigin(context)}${PAY_PATH}/${token}`;
}
