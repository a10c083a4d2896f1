import type { Hono } from 'hono';
import type { Env } from '../server.ts';
import type { World } from '../world.ts';

export function addPages(_app: Hono<Env>, _world: World): void {}
