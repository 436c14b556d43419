/** What is used of the package, which comes without types. */
declare module "split-sms" {
  interface Part {
    /** Septets in GSM, octets in Unicode. */
    readonly bytes: number;
  }
  interface Split {
    readonly characterSet: "GSM" | "Unicode";
    readonly parts: readonly Part[];
    /** Of all parts together. */
    readonly bytes: number;
  }
  /** @param options `summary`: without the contents of the parts */
  export function split(message: string, options?: { readonly summary?: boolean }): Split;
}
