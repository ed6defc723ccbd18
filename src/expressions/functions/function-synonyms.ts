/** What other languages call the functions of this one. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['len', 'length'],
  ['size', 'length'],
  ['count', 'length'],
  ['uppercase', 'upper'],
  ['toupper', 'upper'],
  ['touppercase', 'upper'],
  ['lowercase', 'lower'],
  ['tolower', 'lower'],
  ['tolowercase', 'lower'],
  ['strip', 'trim'],
  ['str', 'to_string'],
  ['string', 'to_string'],
  ['tostring', 'to_string'],
  ['int', 'to_number'],
  ['float', 'to_number'],
  ['number', 'to_number'],
  ['tonumber', 'to_number'],
  ['tojson', 'to_json'],
  ['stringify', 'to_json'],
  ['fromjson', 'from_json'],
  ['parse', 'from_json'],
  ['coalesce', 'default'],
  ['iif', 'if'],
  ['substring', 'slice'],
  ['substr', 'slice'],
  ['ceiling', 'ceil'],
  ['uniq', 'unique'],
  ['distinct', 'unique'],
  ['guid', 'uuid'],
  ['jsonpath', 'json_path'],
]);

/** The function that is called otherwise elsewhere. */
export function synonymOfFunction(name: string): string | null {
  return name.length > LONGEST ? null : (synonyms.get(name.toLowerCase().replaceAll('_', '')) ?? null);
}

const LONGEST = 64;
