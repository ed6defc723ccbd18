/** What the workflow sandbox is before any execution begins in it. Loaded once a worker, before the SDK freezes the
 * built-ins: imported for its effect. */

/** The sandbox shares its built-ins among all executions of a worker: one that could change a prototype would change
 * the others. */
for (const { prototype } of [Object, Array, String, Number, Boolean, RegExp, Promise, Map, Set, Date]) {
  Object.freeze(prototype);
}

/** The SDK notes the stack of every promise, and looks each frame up in the source map: a tenth of what a step costs
 * the worker. These many frames still say where a bug of ours was thrown. */
Error.stackTraceLimit = 4;
