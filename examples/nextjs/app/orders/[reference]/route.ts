import { shop } from '../../../lib/shop';

export async function GET(_request: Request, context: { params: Promise<{ reference: string }> }): Promise<Response> {
  const { reference } = await context.params;
  return new Response(shop().orders.get(reference) ?? 'unknown');
}
