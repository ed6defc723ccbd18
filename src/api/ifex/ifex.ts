/** As much of an IFEX file as ours has. */
export interface IfexMember {
  readonly name: string;
  readonly datatype: string;
  readonly description?: string;
  readonly default?: number;
  /** Only where it may be missing. */
  readonly mandatory?: false;
}

export interface IfexEnumeration {
  readonly name: string;
  readonly datatype: 'uint8';
  readonly options: readonly { readonly name: string; readonly value: number }[];
}

export interface IfexStruct {
  readonly name: string;
  readonly description?: string;
  readonly members: readonly IfexMember[];
}

export interface IfexMethod {
  readonly name: string;
  readonly description: string;
  readonly input?: readonly IfexMember[];
  readonly output: readonly IfexMember[];
}

export interface IfexFile {
  readonly name: string;
  readonly major_version: number;
  readonly minor_version: number;
  readonly description: string;
  readonly namespaces: readonly {
    readonly name: string;
    readonly description: string;
    readonly enumerations: readonly IfexEnumeration[];
    readonly structs: readonly IfexStruct[];
    readonly methods: readonly IfexMethod[];
  }[];
}
