import { ByAddress } from '../core/by-address.ts';
import { ByName } from '../core/by-name.ts';
import type { Event, EventKey } from '../core/event.ts';
import type { OpenAlert } from './open-alert.ts';
import { type Getter, getters, isKnown } from './sigma/fields.ts';
import type { SourceClock } from './source-clock.ts';
import type { Group } from './windows/group.ts';

/** Numbers a cell holds per rule: newest event time (-Infinity: nothing), and of a lone first event its evidence's time and push. */
export const numbersPerSlot = 3;

const noGroups: (Group | undefined)[] = [];
const noSingles: (string | undefined)[] = [];
const noAlerts: (OpenAlert | undefined)[] = [];

/** One combination of group-by values, with the state of every rule that groups by these fields. */
export class Cell {
  /** Where it stands: the last of its values, and the level of those before; null without any. */
  readonly level: Level | null;
  readonly value: string;
  /** Where its numbers begin in the keyspace's `numbers`. */
  readonly base: number;
  /** Per rule; undefined as long as one event says it all, which is so for most of normal traffic. */
  private groups = noGroups;
  /** Value of that one event, for rules that count values. */
  private singles = noSingles;
  /** Open alert of a rule that does nothing more than let events join it: nothing else needs to be looked at then. */
  private alerts = noAlerts;
  /** Clock of the source that last touched it. */
  clock: SourceClock;
  /** Number of the push in which it was last put at the young end. */
  moved: number;
  /** It was taken out. */
  gone = false;
  newer: Cell | null = null;
  older: Cell | null = null;

  constructor(level: Level | null, value: string, base: number, clock: SourceClock, push: number) {
    this.level = level;
    this.value = value;
    this.base = base;
    this.clock = clock;
    this.moved = push;
  }

  /** The combination, in the order of the group-by fields. */
  get values(): readonly string[] {
    if (this.level === null) return [];
    const values = [this.value];
    for (let level = this.level; level.outer !== null; level = level.outer) values.unshift(level.value);
    return values;
  }

  group(slot: number): Group | undefined {
    return this.groups[slot];
  }

  /** Sets the state of a rule; `slots` is how many rules the keyspace has. */
  setGroup(slot: number, group: Group | undefined, slots: number): void {
    if (this.groups === noGroups) {
      if (group === undefined) return;
      this.groups = new Array<Group | undefined>(slots).fill(undefined);
    }
    this.groups[slot] = group;
  }

  alert(slot: number): OpenAlert | undefined {
    return this.alerts[slot];
  }

  /** Sets the alert that events of a rule only have to join. */
  setAlert(slot: number, alert: OpenAlert | undefined, slots: number): void {
    if (this.alerts === noAlerts) {
      if (alert === undefined) return;
      this.alerts = new Array<OpenAlert | undefined>(slots).fill(undefined);
    }
    this.alerts[slot] = alert;
  }

  /** Hands over every state that there is. */
  eachGroup(visit: (group: Group) => void): void {
    for (const group of this.groups) if (group !== undefined) visit(group);
  }

  single(slot: number): string | undefined {
    return this.singles[slot];
  }

  /** Sets the one value that a rule saw. */
  setSingle(slot: number, value: string | undefined, slots: number): void {
    if (this.singles === noSingles) {
      if (value === undefined) return;
      this.singles = new Array<string | undefined>(slots).fill(undefined);
    }
    this.singles[slot] = value;
  }
}

/** The combinations that begin with the same values. */
class Level {
  readonly outer: Level | null;
  /** The last of these values. */
  readonly value: string;
  /** It was taken out. */
  gone = false;
  readonly levels = new Map<string, Level>();
  readonly cells = new Map<string, Cell>();

  constructor(outer: Level | null, value: string) {
    this.outer = outer;
    this.value = value;
  }

  get isEmpty(): boolean {
    return this.cells.size === 0 && this.levels.size === 0;
  }
}

/**
 * The groups of all rules that group by the same fields: one look-up serves them all. Bounded; the combination not seen for
 * longest makes room, give or take as many events as an eighth of all there is room for.
 */
export class Keyspace {
  private readonly maxCells: number;
  /** A cell put at the young end so few pushes ago stays where it is: moving costs more than finding. */
  private readonly young: number;
  private readonly evict: (cell: Cell) => void;
  private readonly depth: number;
  /** Every rule and input reads the same fields. */
  private readonly same: boolean;
  private root = new Level(null, '');
  /** The level found last: of the outer fields, as a tenant, most events share one. */
  private lastLevel: Level | null = null;
  /** What was found last by the address that an event is of, when that is what the first field holds. */
  private readonly latestCells = new ByAddress<Cell>();
  private readonly latestLevels = new ByAddress<Level>();
  /** The same by the account, when that is what the second of two fields holds. */
  private readonly latestByName = new ByName<Cell>();
  private only: Cell | null = null;
  private newest: Cell | null = null;
  private oldest: Cell | null = null;
  private foundFor = -1;
  private found: Cell | null = null;
  size = 0;
  /** Rules that have a place in the cells; fixed once the first cell is made. */
  slots = 0;
  /** Numbers of all cells: flat, since a look at scattered objects costs more than all else. */
  numbers = new Float64Array(0);
  private readonly free: number[] = [];

  /** @param evict is told of a cell that makes room, before it goes */
  constructor(depth: number, same: boolean, maxCells: number, evict: (cell: Cell) => void) {
    this.same = same;
    this.depth = depth;
    this.maxCells = maxCells;
    this.young = maxCells >> 3;
    this.evict = evict;
  }

  /** As `find`; where all fields are the same the answer is kept for the rest of this push. */
  findOnce(event: Event, fields: GroupFields, push: number, clock: SourceClock): Cell | null {
    return this.foundFor === push ? this.found : this.findAnew(event, fields, push, clock);
  }

  /** Apart, so that the question before is small enough to stand wherever it is asked. */
  private findAnew(event: Event, fields: GroupFields, push: number, clock: SourceClock): Cell | null {
    const cell = this.find(event, fields, push, clock);
    if (!this.same) return cell;
    this.found = cell;
    this.foundFor = push;
    return cell;
  }

  /** The cell of an event, made when new; null when a group-by field of the event is not known. */
  find(event: Event, fields: GroupFields, push: number, clock: SourceClock): Cell | null {
    if (this.depth === 0) {
      this.only ??= this.add(null, '', push, clock);
      return this.only;
    }
    const last = this.depth - 1;
    const value = fields.read(event, last);
    if (value === undefined) return null;
    let level: Level | null = this.root;
    if (last === 0) {
      const latest = this.latestCells.get(value);
      if (latest !== undefined && !latest.gone) {
        if (push - latest.moved > this.young) this.touch(latest, push);
        return latest;
      }
    } else {
      level = this.levelOf(event, fields, last);
      if (level === null) return null;
      const latest = this.latestByName.get(value);
      if (latest !== undefined && latest.level === level && latest.value === value && !latest.gone) {
        if (push - latest.moved > this.young) this.touch(latest, push);
        return latest;
      }
    }
    const cell = level.cells.get(value);
    // What is new may never be seen again: it does not drive out what is.
    if (cell === undefined) return this.insert(level, value, push, clock);
    if (last === 0) this.latestCells.set(value, cell);
    else this.latestByName.set(value, cell);
    if (push - cell.moved > this.young) this.touch(cell, push);
    return cell;
  }

  /** The level of the values before the last, made when new; null when one of them is not known. */
  private levelOf(event: Event, fields: GroupFields, last: number): Level | null {
    // Nothing is written before every field is known to be there.
    for (let i = 1; i < last; i++) if (fields.read(event, i) === undefined) return null;
    const first = fields.read(event, 0);
    if (first === undefined) return null;
    let level: Level | null | undefined = this.lastLevel;
    if (last === 1) {
      if (level !== null && !level.gone && level.value === first) return level;
      level = this.latestLevels.get(first);
      if (level !== undefined && !level.gone) {
        this.lastLevel = level;
        return level;
      }
    }
    level = this.root.levels.get(first) ?? this.deepen(this.root, first);
    if (last === 1) this.latestLevels.set(first, level);
    for (let i = 1; i < last; i++) {
      const value = fields.read(event, i)!;
      level = level.levels.get(value) ?? this.deepen(level, value);
    }
    this.lastLevel = level;
    return level;
  }

  private deepen(level: Level, value: string): Level {
    const deeper = new Level(level, value);
    level.levels.set(value, deeper);
    return deeper;
  }

  private insert(level: Level, value: string, push: number, clock: SourceClock): Cell {
    const cell = this.add(level, value, push, clock);
    level.cells.set(value, cell);
    if (this.size > this.maxCells) {
      this.evict(this.oldest!);
      this.remove(this.oldest!);
    }
    return cell;
  }

  /** The cell of an event if there is one; nothing is made or moved. */
  peek(event: Event, fields: GroupFields): Cell | undefined {
    if (this.depth === 0) return this.only ?? undefined;
    const last = this.depth - 1;
    let level: Level | undefined = this.root;
    for (let i = 0; i < last; i++) {
      const value = fields.read(event, i);
      if (value === undefined) return undefined;
      const latest = last === 1 ? this.latestLevels.get(value) : undefined;
      level = latest !== undefined && !latest.gone ? latest : level.levels.get(value);
      if (level === undefined) return undefined;
    }
    const value = fields.read(event, last);
    if (value === undefined) return undefined;
    const latest = last > 0 ? this.latestByName.get(value) : undefined;
    if (latest !== undefined && latest.level === level && latest.value === value && !latest.gone) return latest;
    return level.cells.get(value);
  }

  private add(level: Level | null, value: string, push: number, clock: SourceClock): Cell {
    const cell = new Cell(level, value, this.free.pop() ?? this.extend(), clock, push);
    this.size++;
    this.pushNewest(cell);
    return cell;
  }

  /** Makes room for more cells; returns the place of one. */
  private extend(): number {
    const width = this.slots * numbersPerSlot;
    const had = this.numbers.length;
    const numbers = new Float64Array(Math.max(64 * width, 2 * had)).fill(-Infinity);
    numbers.set(this.numbers);
    this.numbers = numbers;
    for (let base = numbers.length - width; base >= had; base -= width) this.free.push(base);
    return this.free.pop()!;
  }

  private pushNewest(cell: Cell): void {
    cell.older = this.newest;
    cell.newer = null;
    if (this.newest) this.newest.newer = cell;
    else this.oldest = cell;
    this.newest = cell;
  }

  private touch(cell: Cell, push: number): void {
    cell.moved = push;
    if (cell === this.newest) return;
    this.unlink(cell);
    this.pushNewest(cell);
  }

  private unlink(cell: Cell): void {
    if (cell.older) cell.older.newer = cell.newer;
    else this.oldest = cell.newer;
    if (cell.newer) cell.newer.older = cell.older;
    else this.newest = cell.older;
  }

  /** Takes a cell out. */
  remove(cell: Cell): void {
    this.unlink(cell);
    this.size--;
    const { numbers } = this;
    const end = cell.base + this.slots * numbersPerSlot;
    for (let i = cell.base; i < end; i++) numbers[i] = -Infinity;
    this.free.push(cell.base);
    if (this.found === cell) this.foundFor = -1;
    if (cell.level === null) {
      this.only = null;
      return;
    }
    cell.gone = true;
    cell.level.cells.delete(cell.value);
    for (let { level } = cell; level.outer !== null && level.isEmpty; level = level.outer) {
      level.gone = true;
      level.outer.levels.delete(level.value);
    }
  }

  /** Takes every cell out. */
  clear(): void {
    this.root = new Level(null, '');
    this.lastLevel = null;
    this.latestCells.clear();
    this.latestLevels.clear();
    this.latestByName.clear();
    this.only = null;
    this.newest = null;
    this.oldest = null;
    this.foundFor = -1;
    this.size = 0;
    this.free.length = 0;
    this.numbers = new Float64Array(0);
  }

  /** Hands over every cell, longest unseen first; the one in hand may be removed. */
  each(visit: (cell: Cell) => void): void {
    for (let cell = this.oldest; cell; ) {
      const next: Cell | null = cell.newer;
      visit(cell);
      cell = next;
    }
  }
}

/** How the values of a group are read off an event. */
export class GroupFields {
  private readonly keys: readonly EventKey[];
  private readonly getters: readonly Getter[];
  private readonly mayMiss: boolean;
  /** What most rules group by, as a number that is asked for at once; 0 for anything else. */
  private readonly usual: readonly number[];

  /** @param mayMiss values that are not known count as '' instead of keeping the event out */
  constructor(keys: readonly EventKey[], mayMiss: boolean) {
    this.keys = keys;
    this.getters = keys.map((key) => getters[key]);
    this.mayMiss = mayMiss;
    this.usual = keys.map((key) => (key === 'sourceIp' ? 1 : key === 'userName' ? 2 : key === 'tenant' ? 3 : 0));
  }

  /** Text of one value; undefined keeps the event out. */
  read(event: Event, index: number): string | undefined {
    const usual = this.usual[index];
    if (usual === 3) return event.tenant;
    if (usual > 0) {
      const text = usual === 1 ? event.sourceIp : event.userName;
      return text !== '' || this.mayMiss ? text : undefined;
    }
    const key = this.keys[index];
    const value = this.getters[index](event);
    if (typeof value === 'string') return value !== '' || this.mayMiss || isPlace(key) ? value : undefined;
    if (isKnown(key, value)) return String(value);
    return this.mayMiss ? '' : undefined;
  }
}

/** What nobody assigned yet is a customer and a system of its own: its events are watched like any other's. */
function isPlace(key: EventKey): boolean {
  return key === 'tenant' || key === 'asset';
}
