/** Which internal numbers are extensions and which are trunks; both empty while nobody knows. */
export interface ThreeCxNumbers {
  readonly extensions: ReadonlySet<string>;
  readonly trunks: ReadonlySet<string>;
}

/** One side of an active call. */
export interface ThreeCxParty {
  /** Extension, or number outside; '' when it does not say. */
  readonly number: string;
  /** Internal number of the trunk, '' for an extension and when unknown. */
  readonly trunk: string;
  readonly isInside: boolean;
}

/** Longest extension of 3CX. */
const longestExtension = 5;

/**
 * Reads `Caller` and `Callee` of an active call: the internal number first, then a name, and for a trunk the number outside in
 * brackets at the end. Names are those that people have set, or that strangers sent.
 */
export function readParty(text: string, numbers: ThreeCxNumbers): ThreeCxParty {
  const first = /^\s*(\+?[\d*#]{1,40})(?![\w+])/.exec(text)?.[1] ?? '';
  const bracketed = /\((\+?[\d*#][\d*# ./-]{0,40})\)\s*$/.exec(text)?.[1].replace(/[ ./-]/g, '') ?? '';
  if (numbers.extensions.has(first)) return { number: first, trunk: '', isInside: true };
  if (numbers.trunks.has(first)) return { number: bracketed, trunk: first, isInside: false };
  // Without the lists: a trunk is what has a number outside behind it, an extension what is short.
  if (bracketed !== '' && first !== '' && first.length <= longestExtension)
    return { number: bracketed, trunk: first, isInside: false };
  if (first !== '' && first.length <= longestExtension && !first.startsWith('+'))
    return { number: first, trunk: '', isInside: numbers.extensions.size === 0 };
  return { number: bracketed || first, trunk: '', isInside: false };
}
