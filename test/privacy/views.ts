/**
 * What bytes say, however they are written: as text, in UTF-16, escaped, or encoded as mails, URLs and JSON do. Each is
 * a text of its own, in lower case, so that one search finds all.
 */
export function* viewsOf(bytes: Uint8Array): Iterable<string> {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const plain = [raw, ...(raw.includes("\0") ? [raw.replaceAll("\0", "")] : [])];
  for (const text of plain) {
    yield folded(text);
    for (const decode of DECODERS) {
      const decoded = decode(text);
      if (decoded !== "") yield folded(decoded);
    }
  }
}

/** Digits without what people write between them. */
export function squeezed(view: string): string {
  return view.replace(/(?<=\d)[\s().\-/]{1,3}(?=\d)/g, "");
}

export function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

const DECODERS: readonly ((text: string) => string)[] = [
  (text) => (/%[0-9a-f]{2}/i.test(text) ? bytesOf(text, /%([0-9a-f]{2})/gi) : ""),
  // Quoted-printable, whose lines may be broken anywhere.
  (text) => {
    const joined = text.replace(/=\r?\n/g, "");
    return /=[0-9a-f]{2}/i.test(joined) || joined !== text ? bytesOf(joined, /=([0-9a-f]{2})/gi) : "";
  },
  (text) => (text.includes("\\u") ? text.replace(/\\+u([0-9a-f]{4})/gi, unit) : ""),
  (text) => (text.includes("&#") ? text.replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, entity) : ""),
  (text) => runs(text, /[a-z0-9+/_-]{12,}={0,2}/gi, "base64"),
  (text) => runs(text, /(?:[0-9a-f]{2}){8,}/gi, "hex"),
];

/** Bytes written one by one may be parts of one letter. */
function bytesOf(text: string, byte: RegExp): string {
  const latin = Buffer.from(text, "utf8").toString("latin1");
  const decoded = latin.replace(byte, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, "latin1").toString("utf8");
}

function unit(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function entity(_: string, hex: string | undefined, decimal: string | undefined): string {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10_ffff ? String.fromCodePoint(code) : "";
}

/** Where a run begins in the middle of another word, the letters before it shift what is decoded. */
function runs(text: string, run: RegExp, encoding: "base64" | "hex"): string {
  const shifts = encoding === "base64" ? [0, 1, 2, 3] : [0, 1];
  return [...text.matchAll(run)]
    .flatMap(([found]) => shifts.map((shift) => Buffer.from(found.slice(shift), encoding).toString("utf8")))
    .join("\n");
}
