import { withBase } from 'vitepress';
import { defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue';

/** The playground, which `npm run docs` builds into the folder `public`, as it is no part of the other pages. */
export const Playground = defineComponent(() => {
  const root = ref<HTMLElement>();
  let end: Promise<() => void> | undefined;
  onMounted(async () => {
    const address = withBase('/playground/page.js');
    const { mount } = await import(/* @vite-ignore */ address);
    if (root.value) end = mount(root.value);
  });
  onBeforeUnmount(async () => (await end)?.());
  return () =>
    h('div', { class: 'pg', ref: root }, [
      h('noscript', 'The playground runs your code in the browser, which needs JavaScript.'),
    ]);
});
