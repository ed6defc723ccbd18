/** What the project means by JSON, and the few questions it asks of it. Iterative or depth-bounded throughout:
 * values come from services and callers, and a stack overflow in the Temporal worker would take the process down. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** Reads an own member; anything else (inherited members, members of non-objects) is undefined. */
export function own<Member>(value: { readonly [key: string]: Member }, key: string): Member | undefined;
export function own(value: unknown, key: string): Json | undefined;
export function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Sets an own member whatever its name: a plain assignment to `__proto__` would change the prototype, and one to
 * `toString` throws where the built-in prototypes are frozen, as in the workflow bundle. */
export function setOwn<Member>(target: Record<string, Member>, key: string, value: Member): void {
  if (key in Object.prototype) {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** Deep equality without conversion. -0 equals 0, as in every comparison of numbers. `onPair` is told of each pair that
 * is looked at, so that a caller with a budget can stop by throwing. */
export function jsonEqual(left: Json, right: Json, onPair?: () => void): boolean {
  const pairs: [Json, Json][] = [[left, right]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [a, b] = pair;
    onPair?.();
    if (a === b) continue;
    if (isList(a)) {
      if (!isList(b) || a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) pairs.push([a[i] as Json, b[i] as Json]);
    } else if (isObject(a)) {
      if (!isObject(b)) return false;
      const keys = Object.keys(a);
      if (keys.length !== Object.keys(b).length) return false;
      for (const key of keys) {
        if (!Object.hasOwn(b, key)) return false;
        pairs.push([a[key] as Json, b[key] as Json]);
      }
    } else {
      return false;
    }
  }
  return true;
}

export interface JsonBounds {
  /** Characters as JSON without white space, escapes not counted. */
  readonly size: number;
  /** Levels of lists and objects. */
  readonly depth: number;
}

/** Which bound a value passes first, if any. An own stack, so that any depth can be asked about. */
export function jsonBeyond(value: Json, bounds: JsonBounds): 'size' | 'depth' | null {
  const waiting: Json[] = [value];
  const depths: number[] = [1];
  let size = 0;
  while (waiting.length > 0) {
    const each = waiting.pop() as Json;
    const depth = depths.pop() ?? 1;
    if (typeof each === 'string') size += each.length + 2;
    else if (typeof each === 'object' && each !== null) {
      if (depth > bounds.depth) return 'depth';
      if (isList(each)) {
        size += each.length + 1;
        if (size > bounds.size) return 'size';
        for (let i = each.length - 1; i >= 0; i--) {
          waiting.push(each[i] as Json);
          depths.push(depth + 1);
        }
      } else {
        size += 2;
        for (const key of Object.keys(each)) {
          size += key.length + 4;
          waiting.push((each as JsonObject)[key] as Json);
          depths.push(depth + 1);
        }
      }
    } else size += each === null || each === true ? 4 : typeof each === 'number' ? String(each).length : 5;
    if (size > bounds.size) return 'size';
  }
  return null;
}

/** One text for one meaning: keys in code-unit order, no white space. The ground of content digests. */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
