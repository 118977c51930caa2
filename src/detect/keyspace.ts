import type { Event, EventKey } from '../core/event.ts';
import { type Getter, getters, isKnown } from './sigma/fields.ts';
import type { SourceClock } from './source-clock.ts';
import type { Group } from './windows/group.ts';

/** Numbers a cell holds per rule: newest event time (-Infinity: nothing), and of a lone first event its evidence's time and push. */
export const numbersPerSlot = 3;

/** One combination of group-by values, with the state of every rule that groups by these fields. */
export class Cell {
  readonly values: readonly string[];
  /** Where its numbers begin in the keyspace's `numbers`. */
  readonly base: number;
  /** One per rule of the keyspace; undefined as long as one event says it all, which is so for most of normal traffic. */
  readonly groups: (Group | undefined)[] = [];
  /** Value of that one event, for rules that count values. */
  readonly singles: (string | undefined)[] = [];
  /** Clock of the source that last touched it. */
  clock: SourceClock;
  /** Number of the push in which it was last put at the young end. */
  moved: number;
  newer: Cell | null = null;
  older: Cell | null = null;

  constructor(values: readonly string[], base: number, clock: SourceClock, push: number) {
    this.values = values;
    this.base = base;
    this.clock = clock;
    this.moved = push;
  }
}

type Level = Map<string, Level | Cell>;

/**
 * The groups of all rules that group by the same fields: one look-up serves them all. Bounded; the combination not seen for
 * longest makes room, give or take as many events as an eighth of all there is room for.
 */
export class Keyspace {
  readonly #maxCells: number;
  /** A cell put at the young end so few pushes ago stays where it is: moving costs more than finding. */
  readonly #young: number;
  readonly #evict: (cell: Cell) => void;
  readonly #depth: number;
  #root: Level = new Map();
  #only: Cell | null = null;
  #newest: Cell | null = null;
  #oldest: Cell | null = null;
  #foundFor = -1;
  #found: Cell | null = null;
  size = 0;
  /** Rules that have a place in the cells; fixed once the first cell is made. */
  slots = 0;
  /** Numbers of all cells: flat, since a look at scattered objects costs more than all else. */
  numbers = new Float64Array(0);
  readonly #free: number[] = [];

  /** @param evict is told of a cell that makes room, before it goes */
  constructor(depth: number, maxCells: number, evict: (cell: Cell) => void) {
    this.#depth = depth;
    this.#maxCells = maxCells;
    this.#young = maxCells >> 3;
    this.#evict = evict;
  }

  /** As `find`, for fields that are the same for every input: the answer is kept for the rest of this push. */
  findOnce(event: Event, fields: GroupFields, push: number, clock: SourceClock): Cell | null {
    if (this.#foundFor !== push) {
      this.#found = this.find(event, fields, push, clock);
      this.#foundFor = push;
    }
    return this.#found;
  }

  /** The cell of an event, made when new; null when a group-by field of the event is not known. */
  find(event: Event, fields: GroupFields, push: number, clock: SourceClock): Cell | null {
    if (this.#depth === 0) {
      this.#only ??= this.#add([], push, clock);
      return this.#only;
    }
    const first = fields.read(event, 0);
    if (first === undefined) return null;
    let level = this.#root;
    let value = first;
    for (let i = 1; i < this.#depth; i++) {
      const next = fields.read(event, i);
      if (next === undefined) return null;
      let inner = level.get(value) as Level | undefined;
      if (!inner) {
        // Nothing is written before every field is known to be there.
        for (let rest = i + 1; rest < this.#depth; rest++) if (fields.read(event, rest) === undefined) return null;
        inner = new Map();
        level.set(value, inner);
      }
      level = inner;
      value = next;
    }
    let cell = level.get(value) as Cell | undefined;
    if (cell) {
      if (push - cell.moved > this.#young) this.#touch(cell, push);
    } else {
      const values: string[] = [];
      for (let i = 0; i < this.#depth; i++) values.push(fields.read(event, i)!);
      cell = this.#add(values, push, clock);
      level.set(value, cell);
      if (this.size > this.#maxCells) {
        this.#evict(this.#oldest!);
        this.remove(this.#oldest!);
      }
    }
    return cell;
  }

  /** The cell of an event if there is one; nothing is made or moved. */
  peek(event: Event, fields: GroupFields): Cell | undefined {
    if (this.#depth === 0) return this.#only ?? undefined;
    let at: Level | Cell | undefined = this.#root;
    for (let i = 0; i < this.#depth; i++) {
      const value = fields.read(event, i);
      if (value === undefined || !at) return undefined;
      at = (at as Level).get(value);
    }
    return at as Cell | undefined;
  }

  #add(values: readonly string[], push: number, clock: SourceClock): Cell {
    const cell = new Cell(values, this.#free.pop() ?? this.#extend(), clock, push);
    this.size++;
    this.#pushNewest(cell);
    return cell;
  }

  /** Makes room for more cells; returns the place of one. */
  #extend(): number {
    const width = this.slots * numbersPerSlot;
    const had = this.numbers.length;
    const numbers = new Float64Array(Math.max(64 * width, 2 * had)).fill(-Infinity);
    numbers.set(this.numbers);
    this.numbers = numbers;
    for (let base = numbers.length - width; base >= had; base -= width) this.#free.push(base);
    return this.#free.pop()!;
  }

  #pushNewest(cell: Cell): void {
    cell.older = this.#newest;
    cell.newer = null;
    if (this.#newest) this.#newest.newer = cell;
    else this.#oldest = cell;
    this.#newest = cell;
  }

  #touch(cell: Cell, push: number): void {
    cell.moved = push;
    if (cell === this.#newest) return;
    this.#unlink(cell);
    this.#pushNewest(cell);
  }

  #unlink(cell: Cell): void {
    if (cell.older) cell.older.newer = cell.newer;
    else this.#oldest = cell.newer;
    if (cell.newer) cell.newer.older = cell.older;
    else this.#newest = cell.older;
  }

  /** Takes a cell out. */
  remove(cell: Cell): void {
    this.#unlink(cell);
    this.size--;
    const { numbers } = this;
    const end = cell.base + this.slots * numbersPerSlot;
    for (let i = cell.base; i < end; i++) numbers[i] = -Infinity;
    this.#free.push(cell.base);
    if (this.#found === cell) this.#foundFor = -1;
    if (this.#depth === 0) {
      this.#only = null;
      return;
    }
    this.#forget(this.#root, cell.values, 0);
  }

  #forget(level: Level, values: readonly string[], at: number): void {
    if (at < this.#depth - 1) {
      const inner = level.get(values[at]) as Level;
      this.#forget(inner, values, at + 1);
      if (inner.size > 0) return;
    }
    level.delete(values[at]);
  }

  /** Takes every cell out. */
  clear(): void {
    this.#root = new Map();
    this.#only = null;
    this.#newest = null;
    this.#oldest = null;
    this.#foundFor = -1;
    this.size = 0;
    this.#free.length = 0;
    this.numbers = new Float64Array(0);
  }

  /** Hands over every cell, longest unseen first; the one in hand may be removed. */
  each(visit: (cell: Cell) => void): void {
    for (let cell = this.#oldest; cell; ) {
      const next: Cell | null = cell.newer;
      visit(cell);
      cell = next;
    }
  }
}

/** How the values of a group are read off an event. */
export class GroupFields {
  readonly #keys: readonly EventKey[];
  readonly #getters: readonly Getter[];
  readonly #mayMiss: boolean;

  /** @param mayMiss values that are not known count as '' instead of keeping the event out */
  constructor(keys: readonly EventKey[], mayMiss: boolean) {
    this.#keys = keys;
    this.#getters = keys.map((key) => getters[key]);
    this.#mayMiss = mayMiss;
  }

  /** Text of one value; undefined keeps the event out. */
  read(event: Event, index: number): string | undefined {
    const value = this.#getters[index](event);
    if (typeof value === 'string')
      return value !== '' || this.#mayMiss || isPlace(this.#keys[index]) ? value : undefined;
    if (isKnown(this.#keys[index], value)) return String(value);
    return this.#mayMiss ? '' : undefined;
  }
}

/** What nobody assigned yet is a customer and a system of its own: its events are watched like any other's. */
function isPlace(key: EventKey): boolean {
  return key === 'tenant' || key === 'asset';
}
