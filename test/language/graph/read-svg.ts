export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Directly in it. */
  readonly text: string;
}

/** Every element of a picture in order of writing. Strict: throws where it isn't well-formed XML, as far as ours goes. */
export function elementsOf(svg: string): readonly SvgElement[] {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: { name: string; text: string }[] = [];
  let at = 0;
  while (at < svg.length) {
    const tag = /^<(\/?)([A-Za-z]+)((?: [A-Za-z0-9-]+="[^"<]*")*)(\/?)>/.exec(svg.slice(at));
    if (tag !== null) {
      const [whole, closing, name = '', attributes = '', alone] = tag;
      if (closing === '/') {
        if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
      } else {
        const pairs = [...attributes.matchAll(/ ([A-Za-z0-9-]+)="([^"]*)"/g)];
        const element = {
          name,
          attributes: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, unescaped(value)])),
          text: '',
        };
        elements.push(element);
        if (alone !== '/') open.push(element);
      }
      at += whole.length;
    } else {
      const text = /^[^<]+/.exec(svg.slice(at))?.[0];
      const inside = open.at(-1);
      if (text === undefined || (inside === undefined && text.trim() !== '')) {
        throw new Error(`no XML from ${at}: ${svg.slice(at, at + 40)}`);
      }
      if (inside !== undefined) inside.text += unescaped(text);
      at += text.length;
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> stays open`);
  return elements;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescaped(text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/.test(text)) throw new Error('a character that XML does not have');
  return text.replace(/&([^;]*;?)/g, (whole, name: string) => {
    const meant = ENTITIES[name.replace(/;$/, '')];
    if (meant === undefined || !name.endsWith(';')) throw new Error(`${whole} is no entity`);
    return meant;
  });
}
