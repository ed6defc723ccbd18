// A schema as a table of its members; what has members of its own opens on demand, as deep as one likes.
import { element, prose } from './elements.js';
import { boundsWords, membersOf, typeWords } from './schema-words.js';

/** @typedef {import('./document.js').Json} Json */

/**
 * @param {Json} document
 * @param {Json} schema
 * @returns {HTMLElement}
 */
export function schemaView(document, schema) {
  const members = membersOf(document, schema);
  if (members.length === 0) return element('p', { class: 'type' }, typeWords(schema));
  const rows = members.map((member) => {
    const words = [member.schema.description ?? '', boundsWords(member.schema).join(', ')].filter(
      (each) => each !== '',
    );
    return element(
      'li',
      {},
      element('span', { class: 'name' }, member.name),
      member.isRequired && element('span', { class: 'required', title: 'required' }, 'required'),
      ' ',
      element('span', { class: 'type' }, typeWords(member.schema)),
      words.length > 0 && element('span', { class: 'about' }, ...prose(words.join(' · '))),
      inner(document, member.schema),
    );
  });
  return element('ul', { class: 'members' }, ...rows);
}

/**
 * Made when it is opened: what refers to itself would never end.
 * @param {Json} document
 * @param {Json} schema
 */
function inner(document, schema) {
  if (membersOf(document, schema).length === 0) return null;
  const details = element('details', {}, element('summary', {}, 'members'));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(schemaView(document, schema));
  });
  return details;
}
