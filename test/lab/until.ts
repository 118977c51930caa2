/** Several files run at once, on machines that may have more to do: what takes this much longer is slow, not wrong. */
const patience = 3;

/** Time between two looks, ms; longer where a look itself takes long, so that asking is not what keeps the machine busy. */
const pause = (took: number) => Math.min(1_000, Math.max(100, 3 * took));

/** Asks `look` again and again until it gives something; throws with `what` after `seconds`, as a machine of its own takes, times `patience`. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | undefined | false | null> | T | undefined | false | null,
): Promise<T> {
  const end = Date.now() + seconds * patience * 1000;
  let last: unknown;
  for (;;) {
    const began = Date.now();
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end)
      throw new Error(`${what}: not within ${patience * seconds} s${last ? ` (${(last as Error).message})` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, pause(Date.now() - began)));
  }
}
