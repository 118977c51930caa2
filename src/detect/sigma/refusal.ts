/** A construct we do not apply; caught by the loader, its message is the reason a person reads. */
export class Refusal extends Error {}

/** Stops loading with a reason. */
export function refuse(reason: string): never {
  throw new Refusal(reason);
}
