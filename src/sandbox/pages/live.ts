import type { SandboxContext } from '../context.ts';

const HEARTBEAT = 15_000;

/** Server-sent events: one for each sandbox event, so that open pages refresh themselves. */
export function liveStream(context: SandboxContext, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const off = context.events.on(({ type }) => send(`data: ${type}\n\n`));
      // Proxies and sleeping laptops close an idle connection.
      const heartbeat = setInterval(send, HEARTBEAT, ': beat\n\n');
      heartbeat.unref?.();
      stop = () => {
        off();
        clearInterval(heartbeat);
      };
      signal.addEventListener('abort', stop, { once: true });
      send('retry: 1000\n\n');
    },
    cancel: () => stop(),
  });
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } });
}
