/** Every bound of the expression language, in one place. What passes one is refused with a code, never cut short. */

/** Characters of one expression. */
export const LONGEST_EXPRESSION = 16_384;
/** Levels: of brackets while reading, of operations in the tree. `a + b + c` is three levels deep. */
export const DEEPEST_EXPRESSION = 128;
/** Nodes of one expression's tree. */
export const MOST_PARTS = 4_000;
/** Levels of lists and objects in parameters given as JSON text. */
export const DEEPEST_JSON_TEXT = 64;
/** Characters of parameters given as JSON text. */
export const LONGEST_JSON_TEXT = 1_048_576;
/** Problems of one text, after which the rest of it is not read: more than are ever listed. */
export const MOST_PROBLEMS = 201;

/** Elements, characters in sixteens and comparisons that one evaluation may look at: a fifth of a second at worst,
 * since a workflow task that computes for a whole second is taken as stuck. */
export const MOST_STEPS = 500_000;
/** Characters of a text that an expression makes. */
export const LONGEST_TEXT = 262_144;
/** Elements of a list that an expression makes. */
export const LONGEST_LIST = 100_000;
/** Characters, as JSON, of what an expression or a template gives. */
export const LARGEST_VALUE = 8_388_608;
/** Levels of lists and objects in what an expression gives or writes as JSON. */
export const DEEPEST_VALUE = 256;
/** Characters of a JSONPath. */
export const LONGEST_JSON_PATH = 1_024;
