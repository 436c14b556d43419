import { parsePhoneNumberWithError as parseAnyPhone } from "libphonenumber-js/min";
import { parsePhoneNumberWithError as parseMobile } from "libphonenumber-js/mobile";
import * as v from "valibot";
import { bad } from "./register-cells.ts";
import type { Read } from "./register-table.ts";

/** E.164, of a number that can receive an SMS as far as its numbering plan tells. */
export function phone(cell: string): Read<string> {
  if (!/^\+?[\d\s()./-]+$/.test(cell))
    return bad(
      "This is not a phone number: write only digits after the + and the country code, e.g. +919812345678. (In a spreadsheet, format the column as text.)",
    );
  if (!cell.startsWith("+"))
    return bad(
      "This phone number has no country code: write it with + and the country code, e.g. +919812345678. (In a spreadsheet, format the column as text.)",
    );
  const mobile = validPhone(parseMobile, cell);
  if (mobile !== null) return { value: mobile };
  const other = validPhone(parseAnyPhone, cell);
  return other === null
    ? bad(
        "There is no such phone number in that country: check the country code and count the digits, e.g. +919812345678.",
      )
    : {
        value: other,
        problems: [
          "This is not a mobile number, so an SMS will probably not arrive there: write a mobile number. Until then this one is used.",
        ],
      };
}

function validPhone(parse: typeof parseMobile, cell: string): string | null {
  try {
    const number = parse(cell);
    return number.isValid() ? number.number : null;
  } catch {
    return null;
  }
}

const ADDRESS = v.pipe(v.string(), v.maxLength(254), v.rfcEmail(), v.regex(/@.+\.[^.]+$/));

export function email(cell: string): Read<string> {
  return v.is(ADDRESS, cell)
    ? { value: cell }
    : bad(
        "This is not an e-mail address: write the bare address, e.g. name@example.com; separate several by semicolons.",
      );
}

/** ARN of a standard SNS topic. */
export function topicArn(cell: string): Read<string> {
  if (/^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(cell)) return { value: cell };
  return bad(
    cell.endsWith(".fifo")
      ? "This is a FIFO topic, which can only fill queues: write the ARN of a standard topic."
      : "This is not the ARN of an SNS topic: copy it from the topic's page, e.g. arn:aws:sns:ap-south-1:123456789012:insurers.",
  );
}
