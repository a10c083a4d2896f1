import { shop } from '../../../lib/shop';

// The raw Request is handed on: nothing parses it before.
export const POST = (request: Request): Promise<Response> => shop().onWebhook(request);
