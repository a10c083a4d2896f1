import type { SandboxContext } from '../context.ts';

const BEAT = 15_000;

/** Server-sent events: one for each thing that happens, so that open pages fetch themselves anew. */
export function liveStream(context: SandboxContext, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const off = context.events.on(({ type }) => send(`data: ${type}\n\n`));
      // Proxies and sleeping laptops cut a silent line.
      const beat = setInterval(send, BEAT, ': beat\n\n');
      beat.unref();
      stop = () => {
        off();
        clearInterval(beat);
      };
      signal.addEventListener('abort', stop, { once: true });
      send('retry: 1000\n\n');
    },
    cancel: () => stop(),
  });
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } });
}
