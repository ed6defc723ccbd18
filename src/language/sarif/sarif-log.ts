import { codes, type CodeEntry, type Diagnostic } from '../../problems/index.ts';
import type { JsonObject } from '../../std/index.ts';
import { linesOf } from '../read/index.ts';

/** A definition that was looked at, and what was found in it. */
export interface CheckedText {
  /** As it was named: relative to the folder that the command ran in, or absolute. */
  readonly file: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface SarifOptions {
  /** Of this program. */
  readonly version: string;
  /** Why files could not be looked at, one message for each. */
  readonly unreadable?: readonly string[] | undefined;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0, as code scanning services and editors read it: one run, every code that a definition can be given as a
 * rule, every diagnostic as a result. */
export function sarifLog(checked: readonly CheckedText[], options: SarifOptions): JsonObject {
  const { version, unreadable = [] } = options;
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Baton', version, rules: rules.map(ruleOf) } },
        // As JavaScript counts, and so our spans.
        columnKind: 'utf16CodeUnits',
        artifacts: checked.map(({ file }) => ({ location: { uri: uriOf(file) } })),
        invocations: [
          {
            executionSuccessful: unreadable.length === 0,
            toolExecutionNotifications: unreadable.map((text) => ({ level: 'error', message: { text } })),
          },
        ],
        results: checked.flatMap((each, index) => resultsOf(each, index)),
      },
    ],
  };
}

type DiagnosticEntry = Extract<CodeEntry, { readonly kind: 'diagnostic' }>;

const rules: readonly (readonly [string, DiagnosticEntry])[] = Object.entries<CodeEntry>(codes).flatMap(
  ([code, entry]) => (entry.kind === 'diagnostic' ? [[code, entry] as const] : []),
);
const indexOfRule: ReadonlyMap<string, number> = new Map(rules.map(([code], index) => [code, index]));

function ruleOf([code, { title, severity }]: readonly [string, DiagnosticEntry]): JsonObject {
  // A path within the project, not a helpUri: that would have to be absolute, and this program has no home on the web.
  const page = `docs/reference/codes/${code}.md`;
  return {
    id: code,
    name: code.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    help: { text: `${title}. With examples: ${page}`, markdown: `${title}. With examples: [${code}](${page})` },
    defaultConfiguration: { level: severity },
  };
}

function resultsOf({ file, text, diagnostics }: CheckedText, index: number): readonly JsonObject[] {
  const at = linesOf(text);
  const artifactLocation = { uri: uriOf(file), index };
  return diagnostics.map(({ code, severity, message, span, path, hint }) => {
    const start = at(span?.start ?? 0);
    // What points nowhere points at the file's first character, as in the other outputs.
    const end = span === undefined ? start : at(Math.max(span.end, span.start));
    return {
      ruleId: code,
      ruleIndex: indexOfRule.get(code) ?? -1,
      level: severity,
      message: { text: hint === undefined || message.includes(hint) ? message : `${message} (${hint})` },
      locations: [
        {
          physicalLocation: {
            artifactLocation,
            region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
          },
          ...(path !== undefined && { logicalLocations: [{ fullyQualifiedName: path }] }),
        },
      ],
    };
  });
}

/** A file's name as a URI reference: whatever is in it, it stays a path. */

function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  const drive = /^([A-Za-z])%3A\//.exec(path);
  if (drive !== null) return `file:///${drive[1]}:/${path.slice(drive[0].length)}`;
  return path.startsWith('/') ? `file://${path}` : path;
}
