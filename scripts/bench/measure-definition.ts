import { check } from '../../src/language/check/check.ts';
import { subjectOf } from '../../src/language/check/subject.ts';
import { compile } from '../../src/language/compile/compile.ts';
import { checkShape } from '../../src/language/definition/shape.ts';
import { readingLimits, readSource } from '../../src/language/read/index.ts';

/** Told to the parent: milliseconds for each part, and the most memory that the process ever had. */
export interface MeasuredDefinition {
  readonly bytes: number;
  readonly read: number;
  readonly check: number;
  readonly compile: number;
  readonly megabytes: number;
}

const [steps = 0, dependencies = 0] = process.argv.slice(2).map(Number);
const text = definitionOf(steps, dependencies);

// So many dependencies, spelled out, are longer than a text may be; with aliases they fit.
const limits = { ...readingLimits, bytes: 2 * readingLimits.bytes };

const begun = performance.now();
const { source } = readSource(text, { format: 'yaml', limits });
const wasRead = performance.now();
if (source === null) throw new Error('not read');
const shape = checkShape(source);
if (shape.draft === null) throw new Error('no definition');
const subject = subjectOf(source, shape, shape.draft);
const diagnostics = check(subject, shape.diagnostics);
const wasChecked = performance.now();
if (shape.definition === null || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics[0]));
const plan = compile(shape.definition, subject, '1');
const wasCompiled = performance.now();
const found = plan.steps.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0);
if (found !== dependencies) throw new Error(`${found} dependencies instead of ${dependencies}`);

process.send?.({
  bytes: text.length,
  read: wasRead - begun,
  check: wasChecked - wasRead,
  compile: wasCompiled - wasChecked,
  megabytes: process.resourceUsage().maxRSS / 1024,
} satisfies MeasuredDefinition);

/** Each step waits for the nearest before it. */
function definitionOf(count: number, edges: number): string {
  const each = edges / count;
  const lines = ['name: large', 'steps:'];
  let missing = 0;
  for (let i = 0; i < count; i++) {
    // What the first steps have too few of falls to the last.
    const wanted = each + (i === count - 1 ? missing : 0);
    const after = Array.from({ length: Math.min(i, wanted) }, (_, back) => `s${i - 1 - back}`);
    missing += each - after.length;
    lines.push(`- {id: s${i}, service: s, method: m, depends_on: [${after.join(', ')}]}`);
  }
  return lines.join('\n');
}
