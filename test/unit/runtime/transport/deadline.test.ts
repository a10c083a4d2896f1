import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { Deadline } from '../../../../src/runtime/transport/deadline.ts';
import { fakeTimers } from '../../../support/fake-timers.ts';

fakeTimers();

const never = () => new Promise<never>(() => {});

describe('a deadline', () => {
  test('ends what is waited for within it when its time is over, and not before', async () => {
    const deadline = new Deadline(undefined, 1000);
    const waiting = deadline.within(never()).catch(() => 'ended');
    await vi.advanceTimersByTimeAsync(999);
    expect([deadline.ended(), deadline.signal.aborted, deadline.remaining()]).toEqual([undefined, false, 1]);
    expect(() => deadline.throwIfOver()).not.toThrow();
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toBe('ended');
    expect([deadline.ended(), deadline.signal.aborted]).toEqual(['timeout', true]);
    expect(() => deadline.throwIfOver()).toThrow(deadline.signal.reason);
  });

  test('counts from when the call began', async () => {
    const began = performance.now();
    await vi.advanceTimersByTimeAsync(400);
    const deadline = new Deadline(undefined, 1000, began);
    expect(deadline.remaining()).toBe(600);
    await vi.advanceTimersByTimeAsync(600);
    expect(deadline.signal.aborted).toBe(true);
  });

  test('ends when its caller aborts, for the reason of the caller, which a later timeout does not change', async () => {
    const caller = new AbortController();
    const deadline = new Deadline(caller.signal, 1000);
    const waiting = deadline.within(never()).catch((reason: unknown) => reason);
    caller.abort('enough');
    expect(await waiting).toBe('enough');
    await vi.advanceTimersByTimeAsync(2000);
    expect([deadline.ended(), deadline.signal.reason]).toEqual(['aborted', 'enough']);
  });

  test('of a caller that has aborted before is over from the start', async () => {
    const deadline = new Deadline(AbortSignal.abort('enough'), 1000);
    expect(deadline.ended()).toBe('aborted');
    await expect(deadline.within(never())).rejects.toBe('enough');
  });

  test('is over at its time even if the process was blocked, so that no timer has fired', () => {
    const now = performance.now();
    const deadline = new Deadline(undefined, 1000);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 1000);
    expect(deadline.ended()).toBe('timeout');
    expect(deadline.signal.aborted).toBe(true);
    clock.mockRestore();
  });

  test('without a timeout never ends by itself', async () => {
    const deadline = new Deadline(undefined, Number.POSITIVE_INFINITY);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1e9);
    expect(deadline.ended()).toBeUndefined();
  });

  test('lets through what ends before it, success or failure', async () => {
    const deadline = new Deadline(undefined, 1000);
    expect(await deadline.within(Promise.resolve('answer'))).toBe('answer');
    await expect(deadline.within(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  test('leaves neither a timer nor a listener once it is closed', async () => {
    const { signal } = new AbortController();
    const deadline = new Deadline(signal, 1000);
    expect([vi.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([1, 1]);
    deadline.close();
    expect([vi.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
  });
});
