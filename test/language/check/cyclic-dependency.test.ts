import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { prepare } from '../../../src/language/index.ts';

test('each knot of steps that wait for each other is told of once, with a shortest cycle through its first step', () => {
  const graph = fc.integer({ min: 1, max: 9 }).chain((count) =>
    fc.array(fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { maxLength: 3 }), {
      minLength: count,
      maxLength: count,
    }),
  );
  fc.assert(
    fc.property(graph, (dependsOn) => {
      const steps = dependsOn.map((on, i) => ({
        id: `s${i}`,
        service: 's',
        method: 'm',
        depends_on: on.map((each) => `s${each}`),
      }));
      const { diagnostics } = prepare(JSON.stringify({ name: 'x', steps }));
      const distances = dependsOn.map((_, from) => distancesFrom(dependsOn, from));
      const isBound = (a: number, b: number): boolean =>
        distances[a]?.[b] !== undefined && distances[b]?.[a] !== undefined;
      const firsts = dependsOn.flatMap((_, step) =>
        isBound(step, step) && !dependsOn.some((__, other) => other < step && isBound(step, other)) ? [step] : [],
      );
      const cycles = diagnostics.filter(({ code }) => code === 'cyclic-dependency');
      expect(new Set(cycles.map(({ path }) => path))).toEqual(new Set(firsts.map((first) => `steps[${first}]`)));
      expect(cycles).toHaveLength(firsts.length);
      for (const { path, message } of cycles) {
        const first = Number(/\d+/.exec(path ?? '')?.[0]);
        const length = distances[first]?.[first];
        if (length === 1) {
          expect(message).toBe(`step \`s${first}\` depends on itself`);
          continue;
        }
        const named = [...message.matchAll(/s(\d+)(?= →|$)/g)].map(([, step]) => Number(step));
        expect(named).toHaveLength((length ?? 0) + 1);
        expect([named[0], named.at(-1)]).toEqual([first, first]);
        for (const [i, step] of named.slice(0, -1).entries()) expect(dependsOn[step]).toContain(named[i + 1]);
      }
    }),
    { numRuns: 1000 },
  );
});

/** In steps of one dependency each; of what cannot be reached, none. */
function distancesFrom(dependsOn: readonly (readonly number[])[], from: number): readonly (number | undefined)[] {
  const found: (number | undefined)[] = [];
  let reached: readonly number[] = [from];
  for (let far = 1; reached.length > 0; far++) {
    const next = [...new Set(reached.flatMap((step) => dependsOn[step] ?? []))].filter(
      (step) => found[step] === undefined,
    );
    for (const step of next) found[step] = far;
    reached = next;
  }
  return found;
}
