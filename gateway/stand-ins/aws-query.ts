/** The AWS query protocol, as far as SNS and STS use it: form parameters in, XML out. */

/** `Name.member.1.Rest` and `Name.entry.1.Rest` as one record of rests per number, in order. */
export function listOf(params: ReadonlyMap<string, string>, name: string): ReadonlyMap<string, string>[] {
  const items: Map<string, string>[] = [];
  const prefix = `${name}.`;
  for (const [key, value] of params) {
    if (!key.startsWith(prefix)) continue;
    const number = key.indexOf(".", prefix.length) + 1;
    const end = key.indexOf(".", number);
    const index = Number(key.slice(number, end < 0 ? key.length : end)) - 1;
    if (number === 0 || !Number.isInteger(index) || index < 0 || index > 1000) continue;
    items[index] ??= new Map();
    items[index].set(end < 0 ? "" : key.slice(end + 1), value);
  }
  return items.filter((item) => item !== undefined);
}

/** An error as AWS answers it. */
export class AwsFault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function invalid(message: string): AwsFault {
  return new AwsFault(400, "InvalidParameter", `Invalid parameter: ${message}`);
}

export function xml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

export function resultXml(action: string, result: string, requestId: string): string {
  return `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
}

export function faultXml(fault: AwsFault, requestId: string): string {
  const type = fault.status < 500 ? "Sender" : "Receiver";
  return `<ErrorResponse><Error><Type>${type}</Type><Code>${xml(fault.code)}</Code><Message>${xml(fault.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
