import { describe, expect, it } from 'vitest';
import { Event } from '../core/event.ts';
import { RecentLines } from './recent-lines.ts';

function note(recent: RecentLines, source: string, line: string, now: number): void {
  const bytes = Buffer.from(`>${line}<`);
  recent.note(source, 'ignored', bytes, 1, bytes.length - 1, now);
  bytes.fill(0);
}

describe('last lines', () => {
  it('are the newest twenty of each source, newest first, copied', () => {
    const recent = new RecentLines();
    for (let i = 0; i < 30; i++) note(recent, i % 2 ? 'odd' : 'even', `line ${i}`, i * 1000);
    expect(recent.of('odd')).toHaveLength(15);
    for (let i = 30; i < 80; i++) note(recent, 'odd', `line ${i}`, i * 1000);
    const lines = recent.of('odd');
    expect(lines).toHaveLength(20);
    expect(lines[0]).toEqual({ at: 79_000, line: 'line 79', reading: 'ignored', summary: '' });
    expect(lines[19].line).toBe('line 60');
    expect(recent.of('even')).toHaveLength(15);
    expect(recent.of('nobody')).toEqual([]);
  });

  it('say what was made of them', () => {
    const recent = new RecentLines();
    const event = Object.assign(new Event(), {
      action: 'sip-auth',
      outcome: 'failure',
      reason: 'wrong-password',
      sourceIp: '203.0.113.9',
      userName: '1001',
    });
    recent.note('a', 'recognised', Buffer.from('x'), 0, 1, 0, event);
    recent.note('a', 'foreign', Buffer.from('y'), 0, 1, 0, event);
    expect(recent.of('a').map(({ reading, summary }) => [reading, summary])).toEqual([
      ['ignored', ''],
      ['recognised', 'sip-auth failure wrong-password 203.0.113.9 1001'],
    ]);
  });

  it('are at most twenty a second of one source and a kilobyte each', () => {
    const recent = new RecentLines();
    for (let i = 0; i < 1000; i++) note(recent, 'a', `${i}`, 5_000);
    expect(recent.of('a')[0].line).toBe('19');
    note(recent, 'a', 'z'.repeat(5000), 6_000);
    expect(recent.of('a')[0].line).toHaveLength(1024);
  });

  it('are forgotten of the oldest of very many sources', () => {
    const recent = new RecentLines();
    for (let i = 0; i < 10_001; i++) note(recent, `s${i}`, 'x', 0);
    expect(recent.of('s0')).toEqual([]);
    expect(recent.of('s10000')).toHaveLength(1);
  });
});
