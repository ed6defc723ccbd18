// `npm run bench [-- NAME…]`: the same set-up as the other commands, then the benchmarks, which print tables.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { giveUp, prepare, root } from './prepare.mjs';

await prepare().catch(giveUp);
await import(pathToFileURL(join(root, 'dist/scripts/bench/main.js')).href);
