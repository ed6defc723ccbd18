/** What an expression reads as. Plain JSON, because it travels in the plan; `at` is the one offset each node carries,
 * in the expression's own text: the operator of an operation, the name of a member, otherwise the first character. */
export type Expr =
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly Expr[]; readonly at: number }
  /** Pairs, not a record: integer-like keys would change places. */
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Expr])[]; readonly at: number }
  /** A bare word: inputs, context, step, item … A word that means nothing is the checker's to refuse, so that a dialect
   * with names of its own can put others in their place before. */
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  /** steps.ID: always a literal id, so that what an expression depends on is known without evaluating it. */
  | { readonly kind: 'steps'; readonly id: string; readonly at: number }
  | { readonly kind: 'secret'; readonly name: string; readonly at: number }
  /** a.b and a['b'] alike. */
  | { readonly kind: 'member'; readonly of: Expr; readonly name: string; readonly at: number }
  /** a[0], a[b]. */
  | { readonly kind: 'index'; readonly of: Expr; readonly key: Expr; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expr; readonly at: number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expr;
      readonly right: Expr;
      readonly at: number;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[]; readonly at: number };

export type UnaryOperator = 'not' | '-';

export type BinaryOperator =
  | 'or'
  | 'and'
  | '=='
  | '!='
  | '<'
  | '>'
  | '<='
  | '>='
  | 'contains'
  | 'starts_with'
  | 'ends_with'
  | 'in'
  | '+'
  | '-'
  | '*'
  | '/';
