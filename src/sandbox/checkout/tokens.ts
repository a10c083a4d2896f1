import type { operations } from '../../../generated/checkout/paths.ts';
import type { FormOf } from '../../wire/operation-types.ts';
import { ApiFailure } from '../http/failure.ts';
import { type Handler, handler, okResult } from '../http/handler.ts';

export const listSigningKeys: Handler = handler(async (_, { accessTokens }) => okResult(await accessTokens.certs()));

export const createAccessToken: Handler = handler<FormOf<operations['createAccessToken']>>(
  async ({ body }, context) => {
    const { clientId, clientSecret } = context.credentials;
    if (body.client_id !== clientId || body.client_secret !== clientSecret) {
      const wrong = body.client_id === clientId ? 'client_secret' : 'client_id';
      throw new ApiFailure(
        401,
        'invalid_client',
        `${wrong} does not belong to this sandbox; its startup message and dashboard show the right one`,
      );
    }
    const fault = context.faults.take('createAccessToken', ['expire-token']);
    const expires_in = fault ? (fault.seconds ?? 1) : context.settings.tokenLifetime;
    return okResult({
      access_token: await context.accessTokens.issue(expires_in),
      expires_in,
      refresh_expires_in: 0,
      token_type: 'Bearer',
      'not-before-policy': 0,
      scope: 'profile email',
    });
  },
);
