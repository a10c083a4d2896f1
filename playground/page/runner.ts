import type { Fault, FromWorker, Loaded, ToWorker } from '../messages.ts';

/** Runs code in a worker that can reach nothing but its own sandbox. */
export interface Runner {
  /** Starts the next run in a new worker; the one before is ended with all that it holds. */
  run(code: string, fault: Fault | undefined): void;
  setFault(fault: Fault | undefined): void;
  /** Loads a page of the sandbox that the last run left. */
  load(url: string, form?: string): Promise<Loaded>;
  /** Ends the worker at once, whatever it does. */
  stop(): void;
  /** Ends everything. Nothing can be run after it. */
  close(): void;
}

/** What becomes of a run. */
export interface Listener {
  heard(message: Exclude<FromWorker, { readonly type: 'ready' | 'pong' | 'loaded' }>): void;
  /** The code has not let go of its thread for so long that it will not. */
  hung(seconds: number): void;
}

interface Room {
  readonly ready: Promise<void>;
  say(message: ToWorker): void;
  close(): void;
}

// In seconds. A loop that never waits keeps the worker from answering.
const PATIENCE = 5;

export async function createRunner(workerUrl: string, listener: Listener): Promise<Runner> {
  const source = await (await fetch(workerUrl)).text();
  const loading = new Map<number, (answer: Loaded) => void>();
  let loads = 0;
  let current: Room | undefined;
  // Opened ahead, so that a run starts at once.
  let next: Room | undefined = openRoom(source, hear);
  let unanswered = 0;
  let watch: ReturnType<typeof setInterval> | undefined;

  function hear(message: FromWorker): void {
    unanswered = 0;
    if (message.type === 'loaded') loading.get(message.id)?.(message.answer);
    else if (message.type !== 'ready' && message.type !== 'pong') listener.heard(message);
    if (message.type === 'done' || message.type === 'failed') next ??= openRoom(source, hear);
  }
  function stop(): void {
    clearInterval(watch);
    current?.close();
    current = undefined;
    next ??= openRoom(source, hear);
  }

  await next.ready;
  return {
    run(code, fault) {
      const room = next ?? openRoom(source, hear);
      next = undefined;
      clearInterval(watch);
      current?.close();
      current = room;
      unanswered = 0;
      void room.ready.then(() => {
        if (current !== room) return;
        room.say({ type: 'run', code, fault });
        watch = setInterval(() => {
          if (unanswered >= PATIENCE) {
            stop();
            return listener.hung(PATIENCE);
          }
          unanswered++;
          room.say({ type: 'ping' });
        }, 1000);
      });
    },
    setFault: (fault) => current?.say({ type: 'fault', fault }),
    load: (url, form) =>
      new Promise((resolve) => {
        const id = ++loads;
        loading.set(id, (answer) => {
          loading.delete(id);
          resolve(answer);
        });
        current?.say({ type: 'load', id, url, form });
      }),
    stop,
    close() {
      stop();
      next?.close();
    },
  };
}

// A worker inherits the policy of what starts it: nothing can be requested, and no address be loaded, whatever the code
// tries. It has to be of the site's origin, as browsers give Web Crypto to no other; no worker sees cookies.
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:";
const FRAME = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><script>
addEventListener('message', ({ data, ports }) => {
  const worker = new Worker(URL.createObjectURL(new Blob([data], { type: 'text/javascript' })));
  worker.postMessage('', ports);
}, { once: true });
</script>`;

function openRoom(source: string, hear: (message: FromWorker) => void): Room {
  const frame = document.createElement('iframe');
  frame.srcdoc = FRAME;
  frame.style.display = 'none';
  frame.title = 'Runs the code';
  const { port1, port2 } = new MessageChannel();
  frame.addEventListener('load', () => frame.contentWindow?.postMessage(source, '*', [port2]), { once: true });
  const ready = new Promise<void>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'ready') resolve();
      hear(data);
    };
  });
  document.body.append(frame);
  return {
    ready,
    say: (message) => port1.postMessage(message),
    close() {
      port1.close();
      frame.remove();
    },
  };
}
