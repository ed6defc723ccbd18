/** What activities need from the rest of the program, passed in by the worker. */
export interface ServiceAddress {
  readonly name: string;
  /** With no slash at the end. */
  readonly baseUrls: readonly string[];
}

export interface ServiceDirectory {
  /** Null where no service of that name is on record or configured. */
  readonly find: (name: string) => Promise<ServiceAddress | null>;
}
