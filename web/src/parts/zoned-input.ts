/** What a `datetime-local` field shows for a moment, on the clock of an IANA zone; '' for none. */
export function zonedInput(at: string | null, zone: string): string {
  if (!at) return '';
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(at));
  return parts.replace(' ', 'T');
}

/** The moment that the text of such a field means there; null for none. A time that does not exist is taken an hour later. */
export function momentOf(text: string, zone: string): string | null {
  const wanted = Date.parse(`${text.slice(0, 16)}Z`);
  if (Number.isNaN(wanted)) return null;
  let at = wanted;
  // Twice: the offset at the first guess may be that of the other side of a change of clocks.
  for (let round = 0; round < 2; round++) at += wanted - Date.parse(`${zonedInput(new Date(at).toISOString(), zone)}Z`);
  return new Date(at).toISOString();
}
