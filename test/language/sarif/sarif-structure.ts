/** What SARIF 2.1.0 asks of the objects that we write: their members, which of them must be there, and of what form. Any
 * member that is not listed is a problem, so that a misspelt one cannot go unseen. */
type Form = (value: unknown, at: string) => readonly string[];

const is =
  (what: string, holds: (value: unknown) => boolean): Form =>
  (value, at) =>
    holds(value) ? [] : [`${at}: ${JSON.stringify(value)} is not ${what}`];

const text = is('text', (value) => typeof value === 'string' && value !== '');
const flag = is('true or false', (value) => typeof value === 'boolean');
const level = is('a level', (value) => ['none', 'note', 'warning', 'error'].includes(value as string));
const place = is('a place in a list', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const oneBased = is('a number from 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1);
const uri = is('a URI reference', (value) => /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/.test(String(value)));

const list =
  (form: Form): Form =>
  (value, at) =>
    Array.isArray(value) ? value.flatMap((each, i) => form(each, `${at}[${i}]`)) : [`${at} is no list`];

function object(required: Readonly<Record<string, Form>>, optional: Readonly<Record<string, Form>> = {}): Form {
  const forms = new Map(Object.entries({ ...required, ...optional }));
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
    const missing = Object.keys(required).filter((key) => !(key in value));
    return [
      ...missing.map((key) => `${at} has no ${key}`),
      ...Object.entries(value).flatMap(
        ([key, each]) => forms.get(key)?.(each, `${at}.${key}`) ?? [`${at}.${key} is no member of it`],
      ),
    ];
  };
}

const message = object({ text });
const rule = object(
  { id: text },
  {
    name: text,
    shortDescription: message,
    help: object({ text }, { markdown: text }),
    defaultConfiguration: object({ level }),
  },
);
const region: Form = (value, at) => {
  const problems = object({ startLine: oneBased }, { startColumn: oneBased, endLine: oneBased, endColumn: oneBased })(
    value,
    at,
  );
  const { startLine = 1, startColumn = 1, endLine = 1, endColumn = 1 } = value as Readonly<Record<string, number>>;
  const isBackwards = endLine < startLine || (endLine === startLine && endColumn < startColumn);
  return isBackwards ? [...problems, `${at} ends before it begins`] : problems;
};
const location = object(
  { physicalLocation: object({ artifactLocation: object({ uri }, { index: place }), region }) },
  { logicalLocations: list(object({ fullyQualifiedName: text })) },
);
const result = object({ message, ruleId: text, ruleIndex: place, level, locations: list(location) });
const run = object(
  { tool: object({ driver: object({ name: text }, { version: text, rules: list(rule) }) }), results: list(result) },
  {
    columnKind: is('a kind of column', (value) => value === 'utf16CodeUnits' || value === 'unicodeCodePoints'),
    artifacts: list(object({ location: object({ uri }) })),
    invocations: list(
      object({ executionSuccessful: flag }, { toolExecutionNotifications: list(object({ message }, { level })) }),
    ),
  },
);
const log = object({ version: is('2.1.0', (value) => value === '2.1.0'), runs: list(run) }, { $schema: uri });

export function sarifProblems(value: unknown): readonly string[] {
  const problems = log(value, 'log');
  if (problems.length > 0) return problems;
  // What the schema cannot say: indices that lead somewhere, ids that stand once.
  type Run = {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly artifacts: readonly { readonly location: { readonly uri: string } }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string; readonly index: number } };
      }[];
    }[];
  };
  return (value as { readonly runs: readonly Run[] }).runs.flatMap(({ tool, artifacts, results }) => {
    const { rules } = tool.driver;
    const twice = rules.filter(({ id }, i) => rules.findIndex((other) => other.id === id) !== i);
    return [
      ...twice.map(({ id }) => `the rule ${id} stands twice`),
      ...results.flatMap(({ ruleId, ruleIndex, locations }) => [
        ...(rules[ruleIndex]?.id === ruleId ? [] : [`rule ${ruleIndex} is not ${ruleId}`]),
        ...locations.flatMap(({ physicalLocation: { artifactLocation: at } }) =>
          artifacts[at.index]?.location.uri === at.uri ? [] : [`artifact ${at.index} is not ${at.uri}`],
        ),
      ]),
    ];
  });
}
