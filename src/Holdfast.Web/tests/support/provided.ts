/** What the setup gives to every test. */
export interface Provided {
  /** Where the daemon answers. */
  readonly url: string;
  /** The directory of its lab. */
  readonly directory: string;
  /** The value of the cookie of an administrator. */
  readonly admin: string;
  /** The value of the cookie of somebody who may only look. */
  readonly viewer: string;
  /** Where the browser is reached. */
  readonly browser: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    holdfast: Provided;
  }
}
