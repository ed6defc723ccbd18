import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { codes } from '../../../src/problems/index.ts';

const rules = new URL('../../../src/language/check/rules/', import.meta.url);
const cases = new URL('../../conformance/definitions/', import.meta.url);
const helpers: ReadonlySet<string> = new Set(['index.ts', 'rule.ts', 'expressions.ts']);

const slugs = readdirSync(rules)
  .filter((file) => !helpers.has(file))
  .map((file) => file.replace(/\.ts$/, ''));
const written = readdirSync(cases)
  .map((file) => readFileSync(new URL(file, cases), 'utf8'))
  .join('\n');

/** A limit that a case could only reach with a text of megabytes is tested with the large definitions. */
const tooLarge: ReadonlySet<string> = new Set(['too-many-dependencies']);

test.each(slugs)('the rule %s is named after a code, and has a case', (slug) => {
  expect(Object.keys(codes)).toContain(slug);
  if (!tooLarge.has(slug)) expect(written).toContain(`{code: ${slug}`);
});
