import {
  anyType,
  listOf,
  objectOf,
  openObject,
  stringType,
  typeOf,
  typeOfValue,
  unionOf,
  type ScopeTypes,
  type Template,
  type Type,
} from '../../expressions/index.ts';

/** As many as typeOfValue looks at. */
const MOST_ELEMENTS = 100;

/** What a template gives, looked into so many levels deep. */
export function typeOfTemplate(template: Template, types: ScopeTypes, levels: number): Type {
  switch (template.kind) {
    case 'value':
      return typeOfValue(template.value);
    case 'expression':
      return typeOf(template.expr, types);
    case 'text':
      return stringType;
    case 'list': {
      const { items } = template;
      if (levels === 0 || items.length > MOST_ELEMENTS) return listOf(anyType);
      return listOf(unionOf(...items.map((item) => typeOfTemplate(item, types, levels - 1))));
    }
    case 'object': {
      if (levels === 0) return openObject;
      const members = template.members.map(([key, each]) => [key, typeOfTemplate(each, types, levels - 1)] as const);
      return objectOf(members, false);
    }
  }
}
