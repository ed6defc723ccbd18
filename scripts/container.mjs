// What the image runs: `api`, `worker`, `worker-health` (for the health check), or a command line for `baton`.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const parts = {
  api: 'dist/src/api/main.js',
  worker: 'dist/src/worker/main.js',
  'worker-health': 'dist/scripts/worker-health.js',
};
const asked = process.argv[2] ?? 'api';
const module = Object.hasOwn(parts, asked) ? parts[asked] : 'dist/cli/main.js';

process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(fileURLToPath(new URL('..', import.meta.url)), module)).href);
