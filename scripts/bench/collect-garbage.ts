import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Loaded before anything else in a process that is measured, and in each of its threads: what nobody needs any more is not counted, and
 * when it would have been collected by itself is chance. */

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
setInterval(collect, 1_500).unref();
