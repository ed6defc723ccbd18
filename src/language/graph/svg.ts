import type { Drawing } from './drawing.ts';
import { layOut, metrics, type Box, type Line, type Point } from './svg-layout.ts';

/** A picture that stands alone: no script, no font, no address. It has a title and a description, and a title for each step
 * and line, which screen readers say and browsers show under the pointer. */
export function drawSvg(drawing: Drawing): string {
  const { title, summary, steps } = drawing;
  const { width, height, boxes, lines } = layOut(drawing);
  // Several pictures may stand in one page, where ids are shared.
  const prefix = escaped(title.replace(/[^A-Za-z0-9_-]/g, '-'));
  const nameOf = (index: number): string => steps[index]?.id ?? '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${prefix}-title ${prefix}-desc">`,
    `<title id="${prefix}-title">${escaped(title)}</title>`,
    `<desc id="${prefix}-desc">${escaped(summary)}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="${prefix}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>`,
    '<g class="baton-plan">',
    ...lines.map((line) => drawLine(line, `${nameOf(line.from)} → ${nameOf(line.to)}`, prefix)),
    ...boxes.map((box) => drawBox(box, drawing)),
    '</g>',
    '</svg>',
  ].join('\n');
}

function drawLine({ points }: Line, title: string, prefix: string): string {
  const [first, ...rest] = points;
  let path = `M${at(first)}`;
  let from = first;
  for (const [i, to] of rest.entries()) {
    // Straight down past a layer, curved between two.
    path += i % 2 === 1 ? `L${at(to)}` : curve(from, to);
    from = to;
  }
  return `<path class="line" d="${path}" marker-end="url(#${prefix}-tip)"><title>${escaped(title)}</title></path>`;
}

function curve(from: Point | undefined, to: Point): string {
  const middle = ((from?.[1] ?? 0) + to[1]) / 2;
  return `C${at([from?.[0] ?? 0, middle])} ${at([to[0], middle])} ${at(to)}`;
}

function at(point: Point | undefined): string {
  return point === undefined ? '0 0' : point.map((each) => String(Math.round(each * 10) / 10)).join(' ');
}

function drawBox({ index, x, y, width, height, texts }: Box, { steps }: Drawing): string {
  const step = steps[index];
  const whole = step === undefined ? '' : [`${step.id}: ${step.does}`, ...step.notes].join('\n');
  const middle = at([x + width / 2, 0]).split(' ')[0];
  const lines = texts.map((text, i) => {
    const baseline = y + metrics.padding + (i + 1) * metrics.textHeight - 7;
    return `<text${i === 0 ? ' class="id"' : ''} x="${middle}" y="${baseline}">${escaped(text)}</text>`;
  });
  const dashed = step?.isConditional === true ? ' class="conditional"' : '';
  return `<g><title>${escaped(whole)}</title><rect${dashed} x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${lines.join('')}</g>`;
}

const STYLE = [
  '.baton-plan text{font:12px ui-monospace,Menlo,Consolas,monospace;text-anchor:middle;fill:#24292f}',
  '.baton-plan .id{font-weight:bold}',
  '.baton-plan rect{fill:#f6f8fa;stroke:#57606a}',
  '.baton-plan .conditional{stroke-dasharray:5 4}',
  '.baton-plan .line{fill:none;stroke:#57606a}',
  '.tip{fill:#57606a}',
  '@media(prefers-color-scheme:dark){.baton-plan text{fill:#e6edf3}.baton-plan rect{fill:#161b22;stroke:#8b949e}.baton-plan .line{stroke:#8b949e}.tip{fill:#8b949e}}',
].join('');

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES.get(sign) ?? '');
}
