// The page: contents on the left, operations by tag, a search box, and links that lead to one operation.
import { byTag, isFound, operationsOf } from './document.js';
import { element, prose } from './elements.js';
import { badge, operationView } from './operation-view.js';

/** @typedef {import('./document.js').Json} Json */
/** @typedef {import('./document.js').Operation} Operation */

const [contents, main, search, state, version] = ['contents', 'operations', 'search', 'state', 'version'].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);

try {
  const response = await fetch('/openapi.json');
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  render(await response.json());
} catch (error) {
  state?.replaceChildren(
    `The description of this API could not be read: ${error instanceof Error ? error.message : String(error)}`,
  );
}

/** @param {Json} api */
function render(api) {
  const operations = operationsOf(api);
  version?.replaceChildren(`${api.info.version} · OpenAPI ${api.openapi}`);
  /** @type {{ readonly operation: Operation, readonly link: HTMLElement, readonly article: HTMLElement }[]} */
  const shown = [];
  /** @type {{ readonly name: string, readonly parts: readonly HTMLElement[] }[]} */
  const groups = [];
  for (const { name, description, operations: those } of byTag(api, operations)) {
    const links = element('ul', {});
    const section = element(
      'section',
      { 'aria-label': name },
      element('h2', {}, name),
      element('p', { class: 'quiet' }, description),
    );
    for (const operation of those) {
      const label = element('span', { title: operation.id }, operation.id);
      const link = element('li', {}, element('a', { href: `#${operation.id}` }, badge(operation.method), label));
      const article = operationView(api, operation);
      links.append(link);
      section.append(article);
      shown.push({ operation, link, article });
    }
    const group = element('div', {}, element('h2', {}, name), links);
    groups.push({ name, parts: [group, section] });
    contents?.append(group);
    main?.append(section);
  }
  state?.replaceChildren(...prose(api.info.description));
  const filter = () => {
    const wanted = search instanceof HTMLInputElement ? search.value.trim() : '';
    let found = 0;
    for (const { operation, link, article } of shown) {
      const isHidden = !isFound(operation, wanted);
      link.hidden = isHidden;
      article.hidden = isHidden;
      if (!isHidden) found++;
    }
    for (const { name, parts } of groups) {
      const isEmpty = shown.every(({ operation, link }) => operation.tag !== name || link.hidden);
      for (const part of parts) part.hidden = isEmpty;
    }
    if (wanted !== '') state?.replaceChildren(`${found} of ${shown.length} operations`);
    else state?.replaceChildren(...prose(api.info.description));
  };
  search?.addEventListener('input', filter);
  const go = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = shown.find(({ operation }) => operation.id === id);
    for (const { operation, link } of shown) {
      const isHere = operation.id === id;
      link.firstElementChild?.toggleAttribute('aria-current', isHere);
    }
    if (target === undefined) return;
    if (target.article.hidden && search instanceof HTMLInputElement) {
      search.value = '';
      filter();
    }
    target.article.scrollIntoView();
  };
  addEventListener('hashchange', go);
  go();
}

addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (event.key === '/' && !isTyping) {
    event.preventDefault();
    search?.focus();
  }
  if (event.key === 'Escape' && event.target === search && search instanceof HTMLInputElement) {
    search.value = '';
    search.dispatchEvent(new Event('input'));
  }
});
