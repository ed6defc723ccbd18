// One operation: what it is for, what it takes, what it answers, and a form to try it.
import { element, prose } from './elements.js';
import { schemaView } from './schema-view.js';
import { boundsWords, typeWords } from './schema-words.js';
import { show, tryView } from './try-view.js';

/** @typedef {import('./document.js').Json} Json */
/** @typedef {import('./document.js').Operation} Operation */

/**
 * @param {Json} document
 * @param {Operation} operation
 * @returns {HTMLElement}
 */
export function operationView(document, operation) {
  const { id, method, path, summary } = operation;
  const isGood = (/** @type {string} */ status) => status < '300';
  return element(
    'article',
    { id, 'aria-labelledby': `${id}--title` },
    element('h3', { id: `${id}--title` }, badge(method), element('a', { href: `#${id}`, class: 'path' }, path)),
    element('p', {}, ...prose(summary)),
    element(
      'div',
      { class: 'halves' },
      element(
        'div',
        {},
        ...parametersView(operation),
        ...bodyView(document, operation),
        element('h4', {}, 'Answers'),
        ...operation.answers.filter(({ status }) => isGood(status)).map((answer) => answerView(document, answer, true)),
        refusalsView(operation.answers.filter(({ status }) => !isGood(status))),
      ),
      element('div', {}, element('h4', {}, 'Try it'), tryView(document, operation)),
    ),
  );
}

/** @param {string} method */
export function badge(method) {
  return element('span', { class: `method ${method.toLowerCase()}` }, method);
}

/**
 * @param {Operation} operation
 * @returns {readonly HTMLElement[]}
 */
function parametersView({ parameters }) {
  if (parameters.length === 0) return [];
  const rows = parameters.map((parameter) => {
    const words = [parameter.description, boundsWords(parameter.schema).join(', ')].filter((each) => each !== '');
    return element(
      'li',
      {},
      element('span', { class: 'name' }, parameter.name),
      parameter.required && element('span', { class: 'required' }, 'required'),
      ' ',
      element('span', { class: 'type' }, `${typeWords(parameter.schema)}, ${parameter.in}`),
      words.length > 0 && element('span', { class: 'about' }, ...prose(words.join(' · '))),
    );
  });
  return [element('h4', {}, 'Parameters'), element('ul', { class: 'members' }, ...rows)];
}

/**
 * @param {Json} document
 * @param {Operation} operation
 * @returns {readonly HTMLElement[]}
 */
function bodyView(document, { bodies }) {
  const [first] = bodies;
  if (first === undefined) return [];
  const types = bodies.map(({ type }) => type).join(' or ');
  return [element('h4', {}, 'Body ', element('span', { class: 'quiet' }, types)), schemaView(document, first.schema)];
}

/**
 * @param {Json} document
 * @param {import('./document.js').Answer} answer
 * @param {boolean} isOpen
 */
function answerView(document, { status, description, contents }, isOpen) {
  const json = contents.find(({ type }) => type === 'application/json');
  const [first] = contents;
  const example = element('pre', { tabindex: '0' });
  if (json?.example !== undefined) show(example, JSON.stringify(json.example, null, 2));
  const schema = first?.schema.contentSchema ?? json?.schema;
  return element(
    'details',
    { open: isOpen, class: 'response' },
    element(
      'summary',
      {},
      element('strong', { class: 'good' }, status),
      ` ${description} `,
      element('span', { class: 'quiet' }, contents.map(({ type }) => type).join(' or ')),
    ),
    schema !== undefined && schemaView(document, schema),
    json?.example !== undefined && element('details', {}, element('summary', {}, 'example'), example),
  );
}

/** @param {readonly import('./document.js').Answer[]} answers */
function refusalsView(answers) {
  const rows = answers.flatMap(({ status, description }) =>
    description.split('\n\n').map((line) => element('li', {}, element('strong', {}, status), ' ', ...prose(line))),
  );
  return element(
    'details',
    { class: 'response' },
    element('summary', {}, element('strong', { class: 'refused' }, 'Refusals'), ` ${rows.length} codes`),
    element('ul', { class: 'refusals' }, ...rows),
  );
}
