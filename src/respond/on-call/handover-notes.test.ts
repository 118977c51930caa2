import { expect, it } from 'vitest';
import type { HandoverNote } from '../../core/on-call/schedule.ts';
import { leaveNote, notesReadBy, unreadNotes } from './handover-notes.ts';

const note = { id: 'n1', author: 'anna', writtenAt: 5, text: ' Trunk 2 still wobbles ' };

it('notes are shown until somebody else than the author read them, and the first reader is kept', () => {
  const left = leaveNote([], note);
  const notes = left.ok ? left.value : [];
  expect(unreadNotes(notesReadBy(notes, 'anna', 9)).map(({ text }) => text)).toEqual(['Trunk 2 still wobbles']);
  const read = notesReadBy(notes, 'bram', 10);
  expect(unreadNotes(read)).toEqual([]);
  expect(notesReadBy(read, 'cleo', 11)).toEqual(read);
  expect(read[0]).toMatchObject({ readBy: 'bram', readAt: 10 });
});

it('notes without a text, too long ones and a flood are refused', () => {
  expect(leaveNote([], { ...note, text: ' \n' }).ok).toBe(false);
  expect(leaveNote([], { ...note, text: 'x'.repeat(5_001) }).ok).toBe(false);
  const many = Array.from({ length: 1_000 }, (_, i): HandoverNote => ({ ...note, id: `n${i}`, readBy: '', readAt: 0 }));
  expect(leaveNote(many, note).ok).toBe(false);
  expect(leaveNote(notesReadBy(many, 'bram', 10), note).ok).toBe(true);
});
