import { expect, test } from 'vitest';
import { logLine } from './log-line.ts';

test('a message is one message, whatever stands in it', () => {
  expect(logLine('ready')).toBe('ready');
  expect(logLine('failed: a\nstopped')).toBe('failed: a\n    stopped');
  expect(logLine('a\r\n\r\nb\u2028c')).toBe('a\n    b\n    c');
  expect(logLine('name \u001b[2J\u0007\u202egpj')).toBe('name \ufffd[2J\ufffd\ufffdgpj');
  expect(logLine('end\n')).toBe('end');
});
