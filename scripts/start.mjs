// `npm start`: everything that Baton needs, from a bare checkout on. Ctrl-C ends all of it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { giveUp, prepare, root } from './prepare.mjs';

await prepare().catch(giveUp);
process.setSourceMapsEnabled(true);
process.argv.splice(1, 1, join(root, 'scripts/baton.mjs'), 'up');
// In this process, so that signals and the exit code need no forwarding.
await import(pathToFileURL(join(root, 'dist/src/cli/main.js')).href);
