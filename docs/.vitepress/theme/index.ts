import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { FrontRun, Playground } from './playground.ts';
import './front.css';
import './playground.css';

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('Playground', Playground);
    app.component('FrontRun', FrontRun);
  },
};
export default theme;
