import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../devstack/index.ts';
import { own } from '../std/index.ts';

export function versionOfBaton(): string {
  const version = own(JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')), 'version');
  return typeof version === 'string' ? version : 'unknown';
}
