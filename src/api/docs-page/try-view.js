// The form that sends a request, the line that does the same in a shell, and the answer.
import { element } from './elements.js';
import { curlOf, requestOf, setOut, tokensOf } from './request.js';
import { sampleOf, typeWords } from './schema-words.js';

/** @typedef {import('./document.js').Json} Json */
/** @typedef {import('./document.js').Operation} Operation */

const MOST_SHOWN = 200_000;

/**
 * @param {Json} document
 * @param {Operation} operation
 * @returns {HTMLElement}
 */
export function tryView(document, operation) {
  const id = (/** @type {string} */ name) => `${operation.id}--${name}`;
  const inputs = operation.parameters.map((parameter) => ({
    parameter,
    input: element('input', {
      id: id(parameter.name),
      type: 'text',
      value: fieldText(parameter.example),
      placeholder: typeWords(parameter.schema),
      spellcheck: 'false',
      autocomplete: 'off',
      required: parameter.required,
    }),
  }));
  const [first] = operation.bodies;
  const type = element(
    'select',
    { id: id('type') },
    ...operation.bodies.map((content) => element('option', {}, content.type)),
  );
  const sample = first === undefined ? {} : (first.example ?? sampleOf(document, first.schema));
  const body = element('textarea', { id: id('body'), spellcheck: 'false', rows: '8' });
  body.value =
    first === undefined || (!operation.isBodyRequired && first.example === undefined)
      ? ''
      : JSON.stringify(sample, null, 2);
  body.rows = Math.min(24, Math.max(4, body.value.split('\n').length + 1));

  const curl = element('code', {});
  const send = element('button', { type: 'submit', class: 'send' }, 'Send');
  const stop = element('button', { type: 'button', hidden: true }, 'Stop');
  const copy = element('button', { type: 'button', class: 'copy' }, 'Copy');
  const answer = element('div', { class: 'answer', 'aria-live': 'polite' });
  const form = element(
    'form',
    { class: 'try', 'aria-label': `Try ${operation.id}` },
    ...inputs.map(({ parameter, input }) =>
      element(
        'div',
        { class: 'field' },
        element(
          'label',
          { for: input.id },
          parameter.name,
          element('span', { class: 'quiet' }, ` ${parameter.in}${parameter.required ? ', required' : ''}`),
        ),
        input,
      ),
    ),
    first !== undefined &&
      element(
        'div',
        { class: 'field' },
        element('label', { for: body.id }, 'Body'),
        operation.bodies.length > 1 ? element('label', { class: 'quiet', for: type.id }, 'as ', type) : null,
        body,
      ),
    element('div', { class: 'actions' }, send, stop),
    element('div', { class: 'curl' }, element('pre', {}, curl), copy),
    answer,
  );

  const asked = () =>
    requestOf(operation, {
      fields: Object.fromEntries(inputs.map(({ parameter, input }) => [parameter.name, input.value])),
      type: type.value,
      body: body.value,
    });
  const showCurl = () => {
    curl.textContent = curlOf(location.origin, asked());
  };
  showCurl();
  form.addEventListener('input', showCurl);
  copy.addEventListener('click', () => {
    void copyText(curl).then((done) => {
      copy.textContent = done ? 'Copied' : 'Selected';
      setTimeout(() => (copy.textContent = 'Copy'), 1500);
    });
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void sendIt(asked(), { send, stop, answer });
  });
  // As in every editor of requests.
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  return form;
}

/** @param {unknown} value */
function fieldText(value) {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

/**
 * @param {import('./request.js').Asked} asked
 * @param {{ readonly send: HTMLButtonElement, readonly stop: HTMLButtonElement, readonly answer: HTMLElement }} view
 */
async function sendIt({ method, path, headers, body }, { send, stop, answer }) {
  const stopping = new AbortController();
  const onStop = () => stopping.abort();
  stop.addEventListener('click', onStop, { once: true });
  send.disabled = true;
  stop.hidden = false;
  const begun = performance.now();
  const status = element('p', { class: 'status' }, 'Sent…');
  const shown = element('pre', { tabindex: '0' });
  answer.replaceChildren(status);
  try {
    const options = { method, headers, signal: stopping.signal, redirect: /** @type {const} */ ('manual') };
    const response = await fetch(path, body === null ? options : { ...options, body });
    const type = response.headers.get('content-type') ?? '';
    const say = (/** @type {string} */ more) => {
      const kind = response.status < 300 ? 'good' : response.status < 500 ? 'refused' : 'broken';
      status.replaceChildren(
        element('strong', { class: kind }, `${response.status} ${response.statusText}`),
        ` ${Math.round(performance.now() - begun)} ms${more}`,
        element('span', { class: 'quiet' }, ` ${response.headers.get('x-request-id') ?? ''}`),
      );
    };
    say('');
    answer.append(shown);
    const text = await read(response, (soFar) => {
      say(', goes on');
      if (type.startsWith('text/event-stream')) shown.textContent = soFar;
    });
    say(text.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} characters of ${text.length}` : '');
    show(shown, setOut(type, text).slice(0, MOST_SHOWN));
  } catch (error) {
    const why = stopping.signal.aborted
      ? 'Stopped.'
      : `No answer: ${error instanceof Error ? error.message : String(error)}`;
    status.append(element('span', { class: stopping.signal.aborted ? 'quiet' : 'broken' }, ` ${why}`));
  } finally {
    send.disabled = false;
    stop.hidden = true;
    stop.removeEventListener('click', onStop);
  }
}

/**
 * Streams are shown while they come.
 * @param {Response} response
 * @param {(text: string) => void} tell
 * @returns {Promise<string>}
 */
async function read(response, tell) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    text += next.value;
    tell(text.slice(-MOST_SHOWN));
  }
  return text;
}

/**
 * @param {HTMLElement} pre
 * @param {string} text
 */
export function show(pre, text) {
  const tokens = text.length > 50_000 || !/^[[{]/.test(text) ? [{ kind: 'other', text }] : tokensOf(text);
  pre.replaceChildren(
    ...tokens.map((token) =>
      token.kind === 'other' ? token.text : element('span', { class: `json-${token.kind}` }, token.text),
    ),
  );
}

/**
 * @param {HTMLElement} from
 * @returns {Promise<boolean>}
 */
async function copyText(from) {
  try {
    await navigator.clipboard.writeText(from.textContent ?? '');
    return true;
  } catch {
    // Where the browser does not allow it, it is ready to be copied by hand.
    getSelection()?.selectAllChildren(from);
    return false;
  }
}
