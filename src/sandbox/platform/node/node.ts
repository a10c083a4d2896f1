import type { Platform } from '../platform.ts';
import { listen } from './listen.ts';
import { post } from './post.ts';
import { sqliteStore } from './store-sqlite.ts';

/** Node: a port on this computer, SQLite, and deliveries over the network. */
export const nodePlatform: Platform = { openStore: sqliteStore, post, listen };
