import type { Format } from '../language/index.ts';
import type { JsonObject } from '../std/index.ts';

/** A workflow that ships to be made into workflows of one's own: a folder with a file `template.json` or `template.yaml`. */
export interface Template {
  /** The folder's. */
  readonly name: string;
  /** To the letter. */
  readonly text: string;
  readonly format: Format;
  /** The same, read: customizations are laid over it. */
  readonly content: JsonObject;
}

export interface Templates {
  /** By name. */
  readonly list: () => Promise<readonly Template[]>;
  /** Null where there is none of that name. */
  readonly read: (name: string) => Promise<Template | null>;
}
