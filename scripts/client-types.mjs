// `npm run client-types`: writes src/client/api-types.ts and docs/reference/ifex_orchestrator.yaml anew, from the routes as they are. Translated without being
// checked, because the compiler may refuse what uses the types of before.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const translated = join(root, `dist/client-types-${process.pid}.mjs`);
mkdirSync(join(root, 'dist'), { recursive: true });
await build({
  entryPoints: [join(root, 'scripts/client-types.ts')],
  outfile: translated,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
});
try {
  const { clientTypes, ifex } = await import(pathToFileURL(translated).href);
  writeFileSync(join(root, 'src/client/api-types.ts'), clientTypes());
  writeFileSync(join(root, 'docs/reference/ifex_orchestrator.yaml'), ifex());
} finally {
  rmSync(translated, { force: true });
}
