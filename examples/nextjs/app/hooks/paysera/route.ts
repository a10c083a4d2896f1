import { shop } from '../../../lib/shop';

// Pass the raw Request on: nothing has parsed its body yet.
export const POST = (request: Request): Promise<Response> => shop().onWebhook(request);
