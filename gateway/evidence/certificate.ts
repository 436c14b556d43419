import { LocalTime, utc } from "./local-time.ts";
import type { FileSum } from "./manifest.ts";
import type { PackFacts } from "./pack-facts.ts";

const LINE = "_".repeat(40);

/** A text for the person who has to certify the electronic record: what is known is filled in, the rest left blank. */
export function certificateText(facts: PackFacts, sums: readonly FileSum[]): string {
  const clock = new LocalTime(facts.timeZone);
  const sites = facts.sites.map(({ id, name }) => (name === null ? id : `${name} (${id})`)).join(", ");
  return `CERTIFICATE ON AN ELECTRONIC RECORD
prepared for section 63(4) of the Bharatiya Sakshya Adhiniyam, 2023

Prepared by a program, and not signed. Read it, complete what is blank, strike out what does
not apply, and sign it. Part A is for the person in charge of the device, Part B for an expert.
Whether this text suffices where it is produced is for the person who produces it to find out.

THE ELECTRONIC RECORD
  What it is       evidence pack of safe-deposit locker ${facts.locker}, ${sites}
  Span             ${facts.fromDay ?? "beginning"} to ${facts.toDay ?? "end"} (${facts.timeZone})
  Made             ${clock.local(facts.madeAt)} (${utc(facts.madeAt)})
  Made by          smart lockers ${facts.version}
  Ledger           ${facts.ledger}
  Asked for by     ${facts.by ?? LINE}
  Purpose          ${facts.purpose ?? LINE}

THE DEVICES
  The record was made by a gateway (a computer that runs Node-RED) from what these units sent:
${facts.devices.map(deviceLine).join("")}  Gateway: make and model   ${LINE}
  Gateway: serial number    ${LINE}
  Gateway: MAC address      ${LINE}

HASH VALUES
  Algorithm: SHA256
${sums.map(({ name, sha256 }) => `  ${sha256}  ${name}\n`).join("")}
PART A (to be completed by the party)
  I, ${LINE} (name), of
  ${LINE} (office and address), state:
  1. The devices named above were used regularly, in the span named above, to record what
     happens at the locker, in the ordinary course of the bank's activities.
  2. What is in the record was fed into them regularly in that course.
  3. They worked properly throughout; or where they did not, it did not affect the record or
     its accuracy. Exceptions: ${LINE}
  4. The record was reproduced from them by the program named above, and has the hash values
     named above, by the algorithm named above.
  5. I had lawful control of the devices as: [ ] owner  [ ] maintainer  [ ] manager  [ ] operator

  Date and time ${LINE}   Place ${LINE}
  Signature     ${LINE}

PART B (to be completed by an expert)
  I, ${LINE} (name), of
  ${LINE} (office and address),
  have computed the hash values of the record by SHA256 and found them: [ ] as above  [ ] otherwise

  Date and time ${LINE}   Place ${LINE}
  Signature     ${LINE}
`;
}

function deviceLine({ unit, firmware, boot }: PackFacts["devices"][number]): string {
  return `    unit ${unit}; thing name and certificate's common name ${unit}; firmware ${firmware ?? "not known"}; boot ${boot ?? "not known"};
      serial number ${LINE}
`;
}
