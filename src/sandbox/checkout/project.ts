import { type Handler, handler, okResult } from '../http/handler.ts';

export const getProject: Handler = handler((_, { credentials, project }) =>
  okResult({
    project_id: credentials.projectId,
    status: project.status,
    payment_collection_status: project.payment_collection_status,
  }),
);

export const listWebsites: Handler = handler((_, { project }) => okResult({ items: project.websites }));
