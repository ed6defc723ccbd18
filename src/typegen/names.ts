/** The names of what is declared in one file: each of them once, whatever it is made from. */
export interface Names {
  /** A name that nothing else in the file has. */
  readonly take: (wanted: string) => string;
}

export function createNames(taken: Iterable<string> = []): Names {
  const known = new Set(taken);
  return {
    take: (wanted) => {
      let name = wanted;
      for (let n = 2; known.has(name); n++) name = `${wanted}${n}`;
      known.add(name);
      return name;
    },
  };
}

/** `departure_prep` → `DeparturePrep`. Letters and digits of any script are kept, everything else parts words. */
export function pascalCase(text: string): string {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const joined = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('');
  if (joined === '') return 'Unnamed';
  return /^[\p{L}]/u.test(joined) && isIdentifier(joined) ? joined : `N${joined.replace(/[^\w]/g, '')}`;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** A key of an object type: bare where it may be. */
export function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : stringText(key);
}

/** A string literal. Single quotes, as the rest of what is made has them. */
export function stringText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  // Those that end a line elsewhere, or turn the text around in an editor.
  return `'${inner.replace(/[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, escaped)}'`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
