import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './front.css';

const theme: Theme = { extends: DefaultTheme };
export default theme;
