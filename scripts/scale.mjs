// `npm run scale`: what bots take, many more than were measured, from the figures that the benchmark of swarms has kept.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { giveUp, prepare, root } from './prepare.mjs';

await prepare().catch(giveUp);
await import(pathToFileURL(join(root, 'dist/scripts/scale/main.js')).href);
