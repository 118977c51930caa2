/** Looks every `everyMs` until it is so, or until `withinMs` are over; says which. Rejects with what `look` rejects with. */
export async function seenToBe(look: () => Promise<boolean>, withinMs: number, everyMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (!(await look())) {
    if (Date.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return true;
}
