import { expect, test } from 'vitest';
import { createClock } from '../../../src/runtime/clock.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);

function clockAt() {
  const reported: number[] = [];
  let time = NOW;
  const now = () => time;
  const clock = createClock(now, (_, make) => {
    const { offset } = make() as { offset: number };
    reported.push(offset);
  });
  /** A response whose `Date` is this many seconds ahead of the local clock. */
  const respond = (ahead: number) => {
    time += 1000;
    clock.learn(new Date(time + ahead * 1000).toUTCString());
  };
  return { clock, respond, reported, now };
}

test('the clock is the local one until a response reports the time', () => {
  const { clock } = clockAt();
  expect([clock.now(), clock.offset(), clock.range()]).toEqual([NOW, 0, undefined]);
  clock.learn(null);
  clock.learn('soon');
  clock.learn('Fri, 20 Nov 2026 12:00:00 GMT, Fri, 20 Nov 2026 12:00:00 GMT');
  expect(clock.range()).toBeUndefined();
});

test('the clock follows Paysera’s, to within the half second that a Date header leaves open', () => {
  const { clock, respond, now } = clockAt();
  respond(400);
  expect(clock.range()).toEqual([clock.offset(), clock.offset()]);
  expect(Math.abs(clock.now() - (now() + 400_000))).toBeLessThanOrEqual(500);
});

test('an offset of a second or less is ignored, since headers have whole seconds', () => {
  const { clock, respond } = clockAt();
  respond(0);
  expect(clock.offset()).toBe(0);
});

test('the offset is the median of the last five responses, so an outlier does not change it', () => {
  const { clock, respond } = clockAt();
  for (const ahead of [0, 0, 90_000, 0, 0]) {
    respond(ahead);
    expect(clock.offset()).toBe(0);
  }
  for (const ahead of [100, 100, 100]) respond(ahead);
  expect(clock.offset()).toBe(100_500);
});

test('an offset above 30 s is reported once, and again when it changes', () => {
  const { respond, reported } = clockAt();
  for (let i = 0; i < 10; i++) respond(20);
  expect(reported).toEqual([]);
  for (let i = 0; i < 10; i++) respond(400);
  expect(reported).toEqual([400_500]);
  for (let i = 0; i < 10; i++) respond(-400);
  expect(reported).toEqual([400_500, -399_500]);
});

test('the range is the least and the greatest offset that the hosts report', () => {
  const { clock, respond } = clockAt();
  for (const ahead of [8, 0, 0]) respond(ahead);
  expect(clock.range()).toEqual([500, 8_500]);
});

test('the clock forgets what it learned when the local clock is set, since it no longer applies', () => {
  let ahead = 0;
  const now = () => NOW + performance.now() + ahead;
  const clock = createClock(now, () => {});
  const learn = (offset: number) => clock.learn(new Date(now() + offset).toUTCString());
  learn(400_000);
  expect(clock.offset()).toBeGreaterThan(399_000);
  for (const step of [8_000, -3_600_000]) {
    const before = clock.settings();
    ahead += step;
    expect([clock.offset(), clock.range()]).toEqual([0, undefined]);
    expect(clock.settings()).toBe(before + 1);
    learn(0);
    expect(clock.range()).toBeDefined();
  }
});
