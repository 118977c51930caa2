/**
 * Shapes of lines: what the lines of one kind have in common, step by step, and the parts to be read off. A shape is matched
 * from left to right without looking back, except that `either` tries one way after the other. It is meant for the usual
 * lines and nothing else: whatever does not fit exactly is read by who knows all forms.
 *
 * No step passes a line feed, so no part ever reaches into the next line.
 */
export type Step =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unless'; readonly text: string }
  | { readonly kind: 'unlessAnyCase'; readonly text: string }
  | { readonly kind: 'skip'; readonly count: number }
  | { readonly kind: 'until'; readonly stops: string }
  | { readonly kind: 'some'; readonly set: ByteSet; readonly most: number }
  | { readonly kind: 'not'; readonly bytes: string }
  | { readonly kind: 'either'; readonly ways: readonly Shape[] }
  | { readonly kind: 'many'; readonly steps: Shape }
  | { readonly kind: 'mark'; readonly slot: number }
  | { readonly kind: 'note'; readonly slot: number; readonly value: number }
  | { readonly kind: 'ipv4'; readonly slot: number }
  | { readonly kind: 'port'; readonly slot: number }
  | { readonly kind: 'room'; readonly least: number }
  | { readonly kind: 'end' };

export type Shape = readonly Step[];

/** Sets of bytes that `some` takes: digits, letters, what names in C and what accounts and numbers are made of. */
export type ByteSet = 'digits' | 'letters' | 'name' | 'word';

export const byteSets: Readonly<Record<ByteSet, RegExp>> = {
  digits: /[0-9]/,
  letters: /[A-Za-z]/,
  name: /[A-Za-z0-9_]/,
  word: /[A-Za-z0-9_.+*-]/,
};

/** Exactly this text, ASCII. */
export const text = (value: string): Step => ({ kind: 'text', text: value });
/** Anything but this text; stays where it is. */
export const unless = (value: string): Step => ({ kind: 'unless', text: value });
/** Anything but these letters, four at most, in whatever case; stays where it is. */
export const unlessAnyCase = (value: string): Step => ({ kind: 'unlessAnyCase', text: value });
/** So many bytes, whatever they are; only for what the program itself writes. */
export const skip = (count: number): Step => ({ kind: 'skip', count });
/** Up to the first of these bytes, which are four at most, and not behind the line. */
export const until = (stops: string): Step => ({ kind: 'until', stops });
/** From one to `most` bytes of a set, as many as there are. */
export const some = (set: ByteSet, most = 64): Step => ({ kind: 'some', set, most });
/** Any byte but these; stays where it is. */
export const not = (bytes: string): Step => ({ kind: 'not', bytes });
/** The first of the ways that fits. */
export const either = (...ways: readonly Shape[]): Step => ({ kind: 'either', ways });
/** All of the steps or none. */
export const maybe = (...steps: Shape): Step => ({ kind: 'either', ways: [steps, []] });
/** The steps as often as they fit. */
export const many = (...steps: Shape): Step => ({ kind: 'many', steps });
/** Notes the place. */
export const mark = (slot: number): Step => ({ kind: 'mark', slot });
/** Notes a number. */
export const note = (slot: number, value: number): Step => ({ kind: 'note', slot, value });
/** One of these texts; notes which, counting from 0. */
export const oneOf = (slot: number, texts: readonly string[]): Step =>
  either(...texts.map((each, index) => [text(each), note(slot, index)]));
/** An IPv4 address in canonical text; notes its 32 bits. */
export const ipv4 = (slot: number): Step => ({ kind: 'ipv4', slot });
/** A number from 0 to 65,535 of at most five digits; notes it. */
export const port = (slot: number): Step => ({ kind: 'port', slot });
/** At least so many bytes are left in the line. */
export const room = (least: number): Step => ({ kind: 'room', least });
/** The end of the line. */
export const end: Step = { kind: 'end' };
