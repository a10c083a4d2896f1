import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createEmit } from '../../../src/runtime/events.ts';

const CLOCK = () => ({ callId: 'c', offset: 1 });

test('no event is computed without a listener', () => {
  const make = vi.fn(CLOCK);
  const emit = createEmit();
  emit('clock', make);
  expect(make).not.toHaveBeenCalled();
});

test('an event is computed once, and every listener gets the same object', () => {
  const make = vi.fn(CLOCK);
  const received: unknown[] = [];
  const listen = (message: unknown) => void received.push(message);
  subscribe('paysera:clock', listen);
  onTestFinished(() => void unsubscribe('paysera:clock', listen));
  createEmit(listen)('clock', make);
  expect(make).toHaveBeenCalledOnce();
  expect(received).toEqual([
    { type: 'clock', callId: 'c', offset: 1 },
    { type: 'clock', callId: 'c', offset: 1 },
  ]);
  expect(received[0]).toBe(received[1]);
});

test('a late subscriber receives events, and an unsubscribed one does not', () => {
  const emit = createEmit();
  const received = vi.fn();
  emit('clock', CLOCK);
  subscribe('paysera:clock', received);
  emit('clock', CLOCK);
  unsubscribe('paysera:clock', received);
  emit('clock', CLOCK);
  expect(received).toHaveBeenCalledOnce();
  expect(channel('paysera:clock').hasSubscribers).toBe(false);
});
