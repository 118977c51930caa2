import type { HandoverNote } from '../../core/on-call/schedule.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';

const longest = 5_000;
const most = 1_000;

/** Adds a note for whoever comes on call next. Refuses one without text, one that is too long, and one too many to read. */
export function leaveNote(
  notes: readonly HandoverNote[],
  note: Pick<HandoverNote, 'id' | 'author' | 'writtenAt' | 'text'>,
): Result<readonly HandoverNote[], Text> {
  const text = note.text.trim();
  if (text === '') return refused({ en: 'a note needs a text', nl: 'een notitie heeft tekst nodig' });
  if (text.length > longest)
    return refused({ en: `at most ${longest} characters`, nl: `ten hoogste ${longest} tekens` });
  if (unreadNotes(notes).length >= most)
    return refused({
      en: 'there are too many notes that nobody read: read them first',
      nl: 'er zijn te veel notities die niemand las: lees die eerst',
    });
  return ok([...notes, { ...note, text, readBy: '', readAt: 0 }]);
}

/** Notes that nobody has read, oldest first: they are shown to whoever is on call until they are read. */
export function unreadNotes(notes: readonly HandoverNote[]): HandoverNote[] {
  return notes.filter(({ readAt }) => readAt === 0).sort((a, b) => a.writtenAt - b.writtenAt);
}
