import type { Spot } from './spot.ts';

/** Says at `spot` what is wrong with a value. */
export type Shape = (value: unknown, spot: Spot) => void;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object of JSON. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const text: Shape = (value, spot) => {
  if (typeof value !== 'string') spot.wrong({ en: 'text', nl: 'tekst' }, value);
};

export const flag: Shape = (value, spot) => {
  if (typeof value !== 'boolean') spot.wrong({ en: 'true or false', nl: 'true of false' }, value);
};

/** Anything: kept as it is. */
export const anything: Shape = () => {};

/** A whole number within bounds, both included. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Shape {
  return (value, spot) => {
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return;
    const en = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
    const nl = most === Number.MAX_SAFE_INTEGER ? `vanaf ${least}` : `van ${least} tot en met ${most}`;
    spot.wrong({ en: `a whole number ${en}`, nl: `een geheel getal ${nl}` }, value);
  };
}

/** One of a closed list. */
export function oneOf(words: readonly string[]): Shape {
  const list = words.join(', ');
  return (value, spot) => {
    if (typeof value !== 'string' || !words.includes(value))
      spot.wrong({ en: `one of ${list}`, nl: `een van ${list}` }, value);
  };
}

/** Text of a form; `en` and `nl` say of which. */
export function matching(pattern: RegExp, en: string, nl: string): Shape {
  return (value, spot) => {
    if (typeof value !== 'string' || !pattern.test(value)) spot.wrong({ en, nl }, value);
  };
}

/** A list. One that is empty says nothing and is to be left out or filled; `mends` when an editor can. */
export function list(item: Shape, least = 1): Shape {
  return (value, spot) => {
    if (!Array.isArray(value)) {
      spot.wrong({ en: 'a list', nl: 'een lijst' }, value);
      return;
    }
    if (value.length < least)
      spot.say('flow', `at least ${least} belongs in this list`, `in deze lijst hoort er ten minste ${least}`);
    for (const [i, each] of value.entries()) item(each, spot.below(i));
  };
}

/** An object whose keys are free within `key`, all with values of one shape. */
export function dictionary(key: RegExp, keyWords: { readonly en: string; readonly nl: string }, item: Shape): Shape {
  return (value, spot) => {
    if (!isObject(value)) {
      spot.wrong({ en: 'an object', nl: 'een object' }, value);
      return;
    }
    for (const [name, each] of Object.entries(value)) {
      const below = spot.below(name);
      if (!key.test(name))
        below.say('shape', `this name has to be ${keyWords.en}`, `deze naam moet ${keyWords.nl} zijn`);
      else item(each, below);
    }
  };
}

/**
 * An object with these properties. Of those in `needs` none may be missing. A property that is not known is refused, unless its
 * name begins with `x_`.
 */
export function object(shapes: Readonly<Record<string, Shape>>, needs: readonly string[] = []): Shape {
  return (value, spot) => {
    if (!isObject(value)) {
      spot.wrong({ en: 'an object', nl: 'een object' }, value);
      return;
    }
    for (const name of needs)
      if (!Object.hasOwn(value, name)) spot.below(name).say('shape', `“${name}” is missing`, `“${name}” ontbreekt`);
    for (const [name, each] of Object.entries(value)) {
      const below = spot.below(name);
      if (Object.hasOwn(shapes, name)) shapes[name](each, below);
      else if (!/^x_[a-z0-9_]{1,248}$/.test(name))
        below.say(
          'shape',
          'this property is not one of CACAO 2.0 (own ones begin with x_)',
          'deze eigenschap hoort niet bij CACAO 2.0 (eigen namen beginnen met x_)',
        );
    }
  };
}
