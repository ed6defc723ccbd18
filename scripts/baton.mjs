#!/usr/bin/env node
// The `baton` command of a checkout: compiles what has changed, then runs the real one in this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { giveUp, prepare, root } from './prepare.mjs';

await prepare().catch(giveUp);
await import(pathToFileURL(join(root, 'dist/cli/main.js')).href);
