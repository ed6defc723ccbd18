// Elements are made by hand, and every text is set as text: nothing of the document or of an answer is ever read as HTML.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string | boolean>>} attributes
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false) made.setAttribute(name, value);
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}

/**
 * Text in which what stands between backticks is code.
 * @param {string} text
 * @returns {readonly Node[]}
 */
export function prose(text) {
  return text.split('`').map((part, i) => (i % 2 === 0 ? document.createTextNode(part) : element('code', {}, part)));
}
