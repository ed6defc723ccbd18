/** The workflow sandbox shares its built-ins among all executions of a worker: one that could change a prototype would
 * change the others. Imported for its effect, first in the bundle. */
for (const { prototype } of [Object, Array, String, Number, Boolean, RegExp, Promise, Map, Set, Date]) {
  Object.freeze(prototype);
}
