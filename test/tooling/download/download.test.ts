import { describe, expect, test, vi } from 'vitest';
import { BuildError, describeCause } from '../../../scripts/shared/document.ts';
import { download } from '../../../scripts/spec/download.ts';
import { serving } from './serving.ts';

describe('a download that fails says why and what to do', () => {
  const help = async (url: string) => {
    const error = await download(url).catch((error: unknown) => error);
    if (!(error instanceof BuildError)) throw error;
    return describeCause(error).replaceAll(/127\.0\.0\.1:\d+/g, 'HOST');
  };

  test.each([
    [
      404,
      /^http:\/\/HOST\/openapi\.yaml responded with HTTP 404\.\n {4}what to do: check the URL with whoever sent it/,
    ],
    [401, /HTTP 401\.\n {4}what to do: open the URL in a browser, sign in/],
    [503, /HTTP 503\.\n {4}what to do: try again later, or open the URL in a browser/],
  ])('with HTTP %i', async (status, printed) => {
    await using server = await serving(status, 'No');
    expect(await help(`${server.url}/openapi.yaml?token=abc`)).toMatch(printed);
  });

  test('with a page in place of the document', async () => {
    await using server = await serving(200, '<!DOCTYPE html><title>Reference</title>');
    expect(await help(`${server.url}/docs?token=abc`)).toMatch(
      /^http:\/\/HOST\/docs is HTML or XML, not an OpenAPI document\.\n {4}what to do: it is a page.* Find its link to the document itself/,
    );
  });

  test('with a redirect to a page where one signs in', async () => {
    await using server = await serving(302, '', { location: '/login?next=openapi.yaml' });
    expect(await help(`${server.url}/openapi.yaml`)).toMatch(
      /^http:\/\/HOST\/openapi\.yaml redirects to http:\/\/HOST\/login, which is HTML or XML.*\n {4}what to do: .* needs a sign-in, save the file in a browser/,
    );
  });

  test('without TLS behind https', async () => {
    await using server = await serving(200, 'openapi: 3.1.0');
    expect(await help(`${server.url.replace('http:', 'https:')}/openapi.yaml`)).toMatch(
      /cannot be fetched: \w*SSL\w*\.\n {4}what to do: this connection cannot be trusted, so never turn its check off\..*NODE_EXTRA_CA_CERTS/,
    );
  });

  test('with a name that no host has', async () => {
    expect(await help('https://paysera.invalid/openapi.yaml')).toMatch(
      /cannot be fetched: (ENOTFOUND|EAI_AGAIN)\.\n {4}what to do: check the name of the host/,
    );
  });

  test('without an end', async () => {
    const [hanging, timeout] = [new AbortController(), vi.spyOn(AbortSignal, 'timeout')];
    timeout.mockReturnValueOnce(hanging.signal);
    await using server = await serving(200, undefined, {}, () => hanging.abort());
    expect(await help(`${server.url}/openapi.yaml`)).toMatch(
      /cannot be fetched: no complete response within 30 s\.\n {4}what to do: try again later, or open the URL/,
    );
    expect(timeout).toHaveBeenCalledWith(30_000);
    timeout.mockRestore();
  });

  test('with more than a document can be', async () => {
    await using server = await serving(200, ' '.repeat(10 * 1024 * 1024 + 1));
    expect(await help(`${server.url}/openapi.yaml`)).toMatch(/larger than 10 MB.*\n {4}what to do: check that it is/);
  });
});
