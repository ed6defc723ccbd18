import type { Expr } from './ast.ts';
import type { SecretPlace } from './template.ts';

export type SecretExpr = Expr & { readonly kind: 'secret' };

/** Names that are variables of an environment as they stand, but for the case of their letters. */
const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** `BATON_SECRET_SERVICES_X` says where the secret X may go; it must not be the value of another. */
const TAKEN = /^services_/i;

export const SECRET_NAME_FORM =
  'letters, digits and `_`, not beginning with a digit or with `services_`, at most 64 characters';

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !TAKEN.test(name);
}

/** What stands in the place of a secret. */
export function secretText(name: string): string {
  return `{{secrets.${name}}}`;
}

/** Gathers the places of secrets while a template is filled, and knows where in the value that is. */
export class SecretPlaces {
  readonly found: SecretPlace[] = [];
  private readonly path: string[] = [];

  within<Value>(segment: string | number, fill: () => Value): Value {
    this.path.push(`/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`);
    const value = fill();
    this.path.pop();
    return value;
  }

  /** The text that stands for the secret. */
  take({ name }: SecretExpr, from: number): string {
    this.found.push({ at: this.path.join(''), from, name });
    return secretText(name);
  }
}
