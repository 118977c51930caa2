/** Looks every 100 ms until `look` says yes; rejects after `ms`, and with what `look` throws at once. */
export async function confirmUntil(ms: number, look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + ms;
  while (!(await look())) {
    if (Date.now() >= end) throw new Error('not confirmed in time');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
