import { withBase } from 'vitepress';
import { defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue';

/** Lets a file of the playground fill an element. `npm run docs` builds it into the folder `public`: it is no part of the other pages. */
function usePlayground(file: string, wait?: () => Promise<void>) {
  const root = ref<HTMLElement>();
  let end: Promise<() => void> | undefined;
  onMounted(async () => {
    await wait?.();
    const address = withBase(`/playground/${file}.js`);
    const { mount } = await import(/* @vite-ignore */ address);
    if (root.value) end = mount(root.value);
  });
  onBeforeUnmount(async () => (await end)?.());
  return root;
}

/** The playground. */
export const Playground = defineComponent(() => {
  const root = usePlayground('page');
  return () =>
    h('div', { class: 'pg', ref: root }, [
      h('noscript', 'The playground runs your code in the browser, which needs JavaScript.'),
    ]);
});

/** An example and the picture of what it does, which come to life once the page has nothing else to do. */
export const FrontRun = defineComponent((_, { slots }) => {
  const root = usePlayground('front', idle);
  return () => h('div', { class: 'front-try', ref: root }, slots['default']?.());
});

async function idle(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  // Safari does not tell when it is idle, and a page that nobody looks at may never be.
  await new Promise((resolve) =>
    'requestIdleCallback' in globalThis ? requestIdleCallback(resolve, { timeout: 1000 }) : setTimeout(resolve, 200),
  );
}
