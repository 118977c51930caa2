import { expect, it } from 'vitest';
import type { HandoverNote } from '../../core/on-call/schedule.ts';
import { leaveNote, unreadNotes } from './handover-notes.ts';

const note = { id: 'n1', author: 'anna', writtenAt: 5, text: ' Trunk 2 still wobbles ' };

it('notes are shown until they are read', () => {
  const left = leaveNote([], note);
  const notes = left.ok ? left.value : [];
  expect(unreadNotes(notes).map(({ text }) => text)).toEqual(['Trunk 2 still wobbles']);
  expect(unreadNotes(notes.map((one) => ({ ...one, readBy: 'bram', readAt: 10 })))).toEqual([]);
});

it('notes without a text, too long ones and a flood are refused', () => {
  expect(leaveNote([], { ...note, text: ' \n' }).ok).toBe(false);
  expect(leaveNote([], { ...note, text: 'x'.repeat(5_001) }).ok).toBe(false);
  const many = Array.from({ length: 1_000 }, (_, i): HandoverNote => ({ ...note, id: `n${i}`, readBy: '', readAt: 0 }));
  expect(leaveNote(many, note).ok).toBe(false);
  expect(
    leaveNote(
      many.map((one) => ({ ...one, readBy: 'bram', readAt: 10 })),
      note,
    ).ok,
  ).toBe(true);
});
