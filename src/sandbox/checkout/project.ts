import { type Behaviour, behaviour, ok } from '../handler.ts';

export const getProject: Behaviour = behaviour((_, { credentials, project }) =>
  ok({
    project_id: credentials.projectId,
    status: project.status,
    payment_collection_status: project.payment_collection_status,
  }),
);

export const listWebsites: Behaviour = behaviour((_, { project }) => ok({ items: project.websites }));
