import { type Handler, handler, ok } from '../handler.ts';

export const getProject: Handler = handler((_, { credentials, project }) =>
  ok({
    project_id: credentials.projectId,
    status: project.status,
    payment_collection_status: project.payment_collection_status,
  }),
);

export const listWebsites: Handler = handler((_, { project }) => ok({ items: project.websites }));
