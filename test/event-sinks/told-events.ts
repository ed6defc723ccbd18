import type { EventText } from '../../src/events/index.ts';

/** Events of an execution, from one number to another. */
export function toldEvents(execution: string, from: number, to: number): readonly EventText[] {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const id = `${execution}#${from + i}`;
    return { execution, id, type: 'step.started', text: JSON.stringify({ id, note: 'ü' }) };
  });
}

export function idsOf(texts: readonly string[]): readonly unknown[] {
  return texts.map((text) => (JSON.parse(text) as { readonly id?: unknown }).id);
}
