/** What other tools call the keys of this language, in one place: no letters may be alike, so that no nearness tells.
 * Behind each, in order, the keys that can be meant; where several are, that which the map may have. `_`, `-` and
 * capitals do not matter. */
const keys: Readonly<Record<string, readonly string[]>> = {
  if: ['when', 'condition', 'until'],
  when: ['condition'],
  condition: ['when', 'until'],
  filter: ['condition'],
  needs: ['depends_on'],
  after: ['depends_on'],
  requires: ['depends_on'],
  require: ['depends_on'],
  depends: ['depends_on'],
  dependencies: ['depends_on'],
  retries: ['retry_count'],
  retry: ['retry_count'],
  max_attempts: ['retry_count'],
  max_retries: ['retry_count'],
  foreach: ['for_each'],
  for: ['for_each'],
  loop: ['for_each'],
  with_items: ['for_each'],
  catch: ['on_failure'],
  on_error: ['on_failure'],
  timeout: ['timeout_ms', 'timeout_seconds'],
  timeout_seconds: ['timeout_ms'],
  timeout_ms: ['timeout_seconds'],
  delay: ['delay_ms'],
  sleep: ['delay_ms'],
  wait: ['delay_ms'],
  params: ['parameters', 'inputs'],
  args: ['parameters', 'inputs'],
  arguments: ['parameters', 'inputs'],
  input: ['parameters', 'inputs'],
  with: ['parameters', 'inputs'],
  body: ['parameters', 'message'],
  url: ['endpoint'],
  path: ['endpoint'],
  uri: ['endpoint'],
  tasks: ['steps', 'actions'],
  steps: ['actions'],
  states: ['steps'],
  jobs: ['steps'],
  output: ['outputs'],
  title: ['name'],
  name: ['event'],
  id: ['action_id'],
  type: ['action_type'],
  verb: ['method'],
  text: ['message'],
  content: ['message'],
  payload: ['parameters'],
  data: ['parameters'],
};

/** The same for the types of inputs. */
const types: Readonly<Record<string, readonly string[]>> = {
  int: ['integer'],
  long: ['integer'],
  str: ['string'],
  text: ['string'],
  list: ['array'],
  date: ['datetime'],
  time: ['datetime'],
  timestamp: ['datetime'],
  bool: ['boolean'],
  float: ['number'],
  double: ['number'],
  decimal: ['number'],
  dict: ['object'],
  map: ['object'],
};

const LONGEST = 64;

const keySynonyms = plainly(keys);
const typeSynonyms = plainly(types);

/** What is advised of a step's key that none of its own stands for. */
export const stepAdvice: ReadonlyMap<string, string> = new Map([
  [
    'type',
    'what a step does is told by its key: `service`, `workflow`, `task_queue`, `wait_for`, `delay_ms` or `until`',
  ],
  [
    'kind',
    'what a step does is told by its key: `service`, `workflow`, `task_queue`, `wait_for`, `delay_ms` or `until`',
  ],
  ['next', 'the step that follows names this one, in its `depends_on`'],
]);

/** The key that stands for a foreign one, of those that are allowed. */
export function synonymOfKey(key: string, allowed: readonly string[]): string | null {
  return meant(keySynonyms, key, allowed);
}

/** The value that stands for a foreign one, of those that are allowed. */
export function synonymOfValue(value: string, allowed: readonly string[]): string | null {
  return meant(typeSynonyms, value, allowed);
}

function meant(
  synonyms: ReadonlyMap<string, readonly string[]>,
  word: string,
  allowed: readonly string[],
): string | null {
  return synonyms.get(plain(word))?.find((each) => allowed.includes(each)) ?? null;
}

function plainly(table: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(table).map(([word, standing]) => [plain(word), standing]));
}

function plain(word: string): string {
  return word.length > LONGEST ? '' : word.toLowerCase().replace(/[_-]/g, '');
}
