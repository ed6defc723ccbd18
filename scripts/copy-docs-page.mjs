// The page at /docs is served as it is written: beside the compiled facade stands a copy of its files.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const from = join(root, 'src/api/docs-page');
const to = join(root, 'dist/src/api/docs-page');

mkdirSync(to, { recursive: true });
for (const name of readdirSync(from)) {
  if (/\.(html|css|js)$/.test(name)) copyFileSync(join(from, name), join(to, name));
}
