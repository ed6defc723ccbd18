// Makes dist/cli from the sources: the command line in a few files instead of hundreds, whose finding and opening would
// take longer than all it does. What only some commands need stays in files of its own, loaded when one of them runs.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist/cli');

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts'],
  outdir: folder,
  write: false,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Large, partly native, and loaded only by commands that run for long.
  external: ['@temporalio/*', 'express', 'undici'],
  // Some packages ask for require, which a module doesn't have.
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  plugins: [{ name: 'one-language', setup: withOneLanguage }],
  logLevel: 'warning',
});

// A command may be starting meanwhile: the entry comes last, each file whole, and what was before is kept for a day.
mkdirSync(folder, { recursive: true });
const isEntry = ({ path }) => basename(path) === 'main.js';
for (const { path, contents } of outputFiles.toSorted((a, b) => Number(isEntry(a)) - Number(isEntry(b)))) {
  writeFileSync(`${path}.new`, contents);
  renameSync(`${path}.new`, path);
}
const made = new Set(outputFiles.map(({ path }) => basename(path)));
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  if (!made.has(name) && Date.now() - statSync(path).mtimeMs > 86_400_000) rmSync(path);
}

/** Every message about a definition is ours: of the fifty languages that zod has its own in, one is enough. */
function withOneLanguage(build) {
  const contents = "export { default as en } from './en.js';";
  build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents }));
}
