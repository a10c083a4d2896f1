import { type Handler, handler, okResult } from '../http/handler.ts';

export const getProject: Handler = handler((_, { credentials, project }) =>
  okResult({
    project_id: credentials.projectId,
    status: project.status,
    payment_collection_status: project.payment_collection_status,
  }),
);

/** Those at the shop's address. Paysera does not document how it compares; here, the hosts are the same. */
export const listWebsites: Handler = handler(({ query }, { project }) => {
  const referrer = hostOf(String(query['referrer']));
  return okResult({ items: project.websites.filter(({ url }) => hostOf(url) === referrer) });
});

function hostOf(address: string): string {
  return (URL.canParse(address) ? new URL(address).host : address).toLowerCase();
}
