import type { GeoAttackPort } from '../../api/ports/geo.ts';
import type { GeoAttack } from '../../core/geo/geo-policy.ts';
import type { GeoAttackRecord } from '../../core/geo/records.ts';

export interface AttackKeeperParts {
  /** Of the system; what people do goes through theirs. */
  readonly attacks: GeoAttackPort;
  /** Reads the book anew and has everybody follow it; resolves with whether the kernel (if there is one) holds it. */
  readonly carryOut: () => Promise<boolean>;
  /** Whether the kernel holds the newest book, or there is none. */
  readonly holds: () => boolean;
  /** What the kernel says went wrong, '' for nothing. */
  readonly trouble: () => string;
  readonly changed: () => void;
  readonly clock: () => number;
}

/** Longer than this it is not the kernel that takes so long. */
const longestTimer = 2_147_483_647;

/** Modes under attack from being asked for to being gone, confirmed both times by those who carry them out. */
export class AttackKeeper {
  readonly #parts: AttackKeeperParts;
  #settling: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: AttackKeeperParts) {
    this.#parts = parts;
  }

  /** Stores a mode and has it carried out; resolves once that was confirmed or failed. `asked` stamps who asked. */
  async raise(attack: GeoAttack, asked: GeoAttackPort): Promise<void> {
    await asked.insert(attack);
    await this.#followed();
  }

  /** False when it is not on any more. */
  async extend(id: string, until: number, asked: GeoAttackPort): Promise<boolean> {
    if (!(await asked.extend(id, until))) return false;
    await this.#followed();
    return true;
  }

  async lift(id: string, by: string, asked: GeoAttackPort): Promise<boolean> {
    if (!(await asked.lift(id, by))) return false;
    await this.#followed();
    return true;
  }

  async #followed(): Promise<void> {
    const held = await this.#parts.carryOut();
    await this.settle(!held);
    this.#parts.changed();
  }

  /** Records what was confirmed since; one after another. `late`: what is not confirmed now counts as failed, for the moment. */
  settle(late = false): Promise<void> {
    this.#settling = this.#settling.catch(() => {}).then(() => this.#settle(late));
    return this.#settling;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #settle(late: boolean): Promise<void> {
    const { attacks, holds, trouble, clock, changed } = this.#parts;
    const now = clock();
    let moved = false;
    let next = Number.POSITIVE_INFINITY;
    for (const record of await attacks.open()) {
      const { id, until, state } = record;
      const over = state === 'lifted' || state === 'expired';
      if (!over && until <= now) {
        await attacks.expire(id);
        // Its end is in the kernel itself.
        if (holds()) await attacks.gone(id, now);
        moved = true;
      } else if (over && holds()) {
        await attacks.gone(id, now);
        moved = true;
      } else if (isOpen(record) && holds()) {
        await attacks.confirm(id, now);
        moved = true;
      } else if (isOpen(record) && late) {
        // Tried again, it says what is wrong now.
        await attacks.fail(id, trouble() || 'The kernel has not confirmed it yet.');
        moved = true;
      }
      if (!over && until > now) next = Math.min(next, until);
    }
    clearTimeout(this.#timer);
    if (Number.isFinite(next))
      this.#timer = setTimeout(
        () => void this.#followed().catch(() => {}),
        Math.min(next - now + 50, longestTimer),
      ).unref();
    if (moved) changed();
  }
}

function isOpen({ state }: GeoAttackRecord): boolean {
  return state === 'asked' || state === 'failed';
}
