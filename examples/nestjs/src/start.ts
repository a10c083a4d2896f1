import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { stage } from './drive.ts';

const { sandbox, port, buy } = await stage();
const { PayseraModule } = await import('./paysera.module.ts');
const app = await NestFactory.create(PayseraModule, { rawBody: true, logger: ['error', 'warn'] });
await app.listen(port, '127.0.0.1');
await buy();
await app.close();
await sandbox.stop();
