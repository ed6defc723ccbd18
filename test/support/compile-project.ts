import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface CompileOptions {
  readonly lib?: readonly string[];
  /** Packages of types, as a project names them. */
  readonly types?: readonly string[];
  readonly skipLibCheck?: boolean;
}

/** The project of somebody who has installed Baton: a folder of its own with these files, in which `baton` is what this
 * checkout publishes and nothing else of it. */
export interface UserProject {
  readonly folder: string;
  /** What the compiler says about it, a line each; none where it has nothing to say. */
  readonly compile: (files: Readonly<Record<string, string>>, options?: CompileOptions) => readonly string[];
  readonly remove: () => void;
}

const root = process.cwd();
const tsc = join(root, 'node_modules/typescript/bin/tsc');

export function userProject(): UserProject {
  const folder = mkdtempSync(join(tmpdir(), 'baton-user-'));
  const installed = join(folder, 'node_modules/baton');
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly exports: object;
  };
  place(join(installed, 'package.json'), JSON.stringify({ name: 'baton', type: 'module', exports: entries }));
  // As `npm run build` makes them.
  const build = ['-p', join(root, 'src/tsconfig.published.json'), '--outDir', join(installed, 'dist')];
  const built = spawnSync(process.execPath, [tsc, ...build, '--emitDeclarationOnly', 'false'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stdout);
  cpSync(join(root, 'src/for-workflows'), join(installed, 'src/for-workflows'), { recursive: true });
  for (const name of ['@temporalio', '@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  place(join(folder, 'package.json'), JSON.stringify({ name: 'theirs', type: 'module' }));
  return {
    folder,
    compile: (files, { lib = ['es2022', 'dom'], types = [], skipLibCheck = false } = {}) => {
      for (const [name, text] of Object.entries(files)) place(join(folder, name), text);
      const compilerOptions = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck,
        target: 'es2022',
        module: 'nodenext',
        moduleResolution: 'nodenext',
        noEmit: true,
        lib,
        types,
      };
      place(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
      const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8' });
      return stdout.split('\n').filter((line) => line !== '');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function place(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
