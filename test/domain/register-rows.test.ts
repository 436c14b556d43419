import assert from "node:assert/strict";
import { problemText } from "../../nodes/domain/register-read.ts";
import type { RegisterFile } from "../../nodes/domain/register-table.ts";
import { registerWith, withRows } from "./register-tables.ts";

/** A row that is wrong, as the next line of its file, and all that is said about it. */
type BadRow = readonly [what: string, row: string, ...said: readonly string[]];

const CLASSES =
  "theft-suspected, theft-confirmed, police-report, closure-surrendered, closure-break-open, closure-branch-closing, closure-branch-shifting, closure-monitoring-suspended";
const INTERNATIONAL =
  "write it with + and the country code, e.g. +919812345678. (In a spreadsheet, format the column as text.)";
const NO_SUCH_PHONE =
  "There is no such phone number in that country: check the country code and count the digits, e.g. +919812345678.";
const QUOTES =
  'The quote marks of this line do not match: put one at both ends of the cell, write one inside a cell twice (""), and keep a cell on one line. The line is not used.';

const BAD_ROWS: Readonly<Record<RegisterFile, readonly BadRow[]>> = {
  "sites.csv": [
    [
      "no id",
      ",Fort,+912266000000",
      "site: The site's id is missing: write it as the units' topics name it, e.g. MUM01.",
    ],
    [
      "an id in small letters",
      "mum02,Fort,+912266000000",
      "site: This is not a site id: write 2 to 16 capital letters, digits or hyphens, e.g. MUM01.",
    ],
    [
      "a site twice",
      "MUM01,Fort,+912266000000",
      "site: This site stands in line 2 already, and that line is used: take one of the two out.",
    ],
    [
      "no name, no redress",
      "MUM02",
      "name: The name of the site is missing: until it is written, messages show the site's id.",
      "redress: Where hirers can complain is missing: write the phone number or address that their messages must show.",
    ],
    [
      "a long name",
      `MUM02,${"x".repeat(81)},+912266000000`,
      "name: This text is too long and is left out: use at most 80 characters.",
    ],
    [
      "a control character",
      "MUM02,Fort\u0007,+912266000000",
      "name: This text holds a character that cannot be shown and is left out: type it anew.",
    ],
    [
      "a time zone that is none",
      "MUM02,Fort,+912266000000,Mumbai",
      "time_zone: This is not a time zone and is left out: write its name in the IANA list, e.g. Asia/Kolkata; without one messages show the gateway's time.",
    ],
    [
      "a closure without a kind and with dates of other countries",
      "MUM02,Fort,+912266000000,,,31.12.2026,2026-02-30",
      "closure_kind: This is not a kind of closure: write one of surrendered, break-open, branch-closing, branch-shifting, monitoring-suspended.",
      "closure_announced: This is not a date: write year-month-day, e.g. 2026-12-31.",
      "closure_effective: The calendar has no such day: correct the date, written year-month-day, e.g. 2026-12-31.",
    ],
    [
      "a comma without quote marks",
      "MUM02,Fort, Mumbai,+912266000000,,,,2026-12-31",
      "This line has more cells than the first line has columns: put quote marks around a cell that holds a comma. The line is not used.",
    ],
    ["a quote mark that is not closed", 'MUM02,"Fort,+912266000000', QUOTES],
    ["a quote mark inside a cell", 'MUM02,"Fort "old" branch",+912266000000', QUOTES],
  ],
  "units.csv": [
    [
      "no id",
      ",MUM01",
      "unit: The unit's id is missing: write it as the unit itself sends it, e.g. MUM01-U07.",
    ],
    [
      "an id with an underscore",
      "MUM01_U09,MUM01",
      "unit: This is not a unit id: write 2 to 32 letters, digits or hyphens, e.g. MUM01-U07.",
    ],
    ["no site", "MUM01-U09,", "site: The site is missing: write the id of one that sites.csv lists."],
    [
      "a site nobody knows",
      "MUM01-U09,MUM99",
      "site: sites.csv lists no such site: write the id of one that it lists, or add this one there.",
    ],
    [
      "a unit twice",
      "MUM01-U08,MUM01",
      "unit: This unit stands in line 3 already, and that line is used: take one of the two out.",
    ],
  ],
  "lockers.csv": [
    [
      "no id",
      ",MUM01-U07",
      "locker: The locker's id is missing: write it as its unit sends it, e.g. MUM01-0001.",
    ],
    [
      "an id with a blank",
      "MUM01 0009,MUM01-U07",
      "locker: This is not a locker id: write 2 to 32 letters, digits or hyphens, e.g. MUM01-0001.",
    ],
    [
      "a unit nobody knows",
      "MUM01-0009,MUM01-U99",
      "unit: units.csv lists no such unit: write the id of one that it lists, or add this one there.",
    ],
    [
      "a locker of two units",
      "MUM01-0001,MUM01-U08",
      "locker: This locker stands in line 2 already, and that line is used: take one of the two out.",
    ],
    [
      "a closure without its second date",
      "MUM01-0009,MUM01-U07,break-open,2026-11-20,",
      "closure_effective: The date is missing: write year-month-day, e.g. 2026-12-31.",
    ],
  ],
  "contacts.csv": [
    [
      "no role",
      ",,Desk,en,+919820012345,,",
      "role: The role is missing: write control-room, branch-manager or a word of the bank's own.",
    ],
    [
      "a role in words",
      "Control Room,,Desk,en,+919820012345,,",
      "role: This is not a role: write small letters, digits and hyphens, e.g. control-room or branch-manager.",
    ],
    [
      "a site nobody knows",
      "control-room,MUM99,Desk,en,+919820012345,,",
      "site: sites.csv lists no such site: write the id of one that it lists, or add this one there.",
    ],
    [
      "the same role, site and name twice",
      "control-room,,Duty desk,en,+919820054321,,",
      "contact: An earlier line has the same role, site and name: write a reference of its own into the column contact of each, e.g. duty-desk-2. Otherwise a message that waits while the lines are moved may reach the other one.",
    ],
    [
      "nothing to reach anybody by",
      "control-room,MUM01,Desk,en,,,",
      "Nobody can be told by this contact, so it is not used: write a phone number, an e-mail address or a topic.",
    ],
    [
      "a queue's name for a topic",
      "control-room,MUM01,Desk,en,+919820012345,,arn:aws:sqs:ap-south-1:123456789012:desk",
      "topic: This is not the ARN of an SNS topic: copy it from the topic's page, e.g. arn:aws:sns:ap-south-1:123456789012:insurers.",
    ],
    [
      "a FIFO topic",
      "control-room,MUM01,Desk,en,+919820012345,,arn:aws:sns:ap-south-1:123456789012:desk.fifo",
      "topic: This is a FIFO topic, which can only fill queues: write the ARN of a standard topic.",
    ],
  ],
  "hirers.csv": [
    [
      "no reference",
      ",MUM01-0003,Meera,en,+919820011111,",
      "hirer: The hirer's reference is missing: write a number or code of the bank's own that is not a name, e.g. H-1042.",
    ],
    [
      "a name for a reference",
      "Meera Kulkarni,MUM01-0003,Meera,en,+919820011111,",
      "hirer: This is not a hirer's reference: write 2 to 32 letters, digits or hyphens that are not a name, e.g. H-1042.",
    ],
    [
      "a locker nobody knows",
      "H-9,MUM01-0999,Meera,en,+919820011111,",
      "locker: lockers.csv lists no such locker: write the id of one that it lists, or add this one there.",
    ],
    [
      "a hirer and locker twice",
      "H-1,MUM01-0001,,,,",
      "locker: An earlier line names the same hirer and locker already: take one of the two lines out.",
    ],
    [
      "a phone number without its country",
      "H-9,MUM01-0003,Meera,en,9820011111;+919820011111,m@mail.example",
      `phones: Value 1 of 2: This phone number has no country code: ${INTERNATIONAL}`,
    ],
    [
      "a phone number spoilt by a spreadsheet",
      "H-9,MUM01-0003,Meera,en,9.1982E+11,m@mail.example",
      "phones: This is not a phone number: write only digits after the + and the country code, e.g. +919812345678. (In a spreadsheet, format the column as text.)",
    ],
    [
      "a phone number with a digit missing",
      "H-9,MUM01-0003,Meera,en,+91982001111,m@mail.example",
      `phones: ${NO_SUCH_PHONE}`,
    ],
    [
      "a phone number of no country",
      "H-9,MUM01-0003,Meera,en,+999820011111,m@mail.example",
      `phones: ${NO_SUCH_PHONE}`,
    ],
    [
      "a landline",
      "H-9,MUM01-0003,Meera,en,+912266000000,m@mail.example",
      "phones: This is not a mobile number, so an SMS will probably not arrive there: write a mobile number. Until then this one is used.",
    ],
    [
      "an e-mail address with a name",
      "H-9,MUM01-0003,Meera,en,+919820011111,Meera <m@mail.example>",
      "emails: This is not an e-mail address: write the bare address, e.g. name@example.com; separate several by semicolons.",
    ],
    [
      "neither phone number nor e-mail address",
      "H-9,MUM01-0003,Meera,en,,",
      "phones: This hirer cannot be told of an opening: write a phone number and an e-mail address.",
    ],
    [
      "no phone number",
      "H-9,MUM01-0003,Meera,en,,m@mail.example",
      "phones: This hirer gets no SMS: write a phone number with + and the country code, or none where the hirer has none.",
    ],
    [
      "no e-mail address, and neither, said to be so",
      "H-9,MUM01-0003,Meera,en,None,",
      "phones: This hirer cannot be told of an opening: write a phone number and an e-mail address.",
    ],
    [
      "no e-mail address",
      "H-9,MUM01-0003,Meera,en,+919820011111,",
      "emails: This hirer gets no e-mail: write an address, or none where the hirer has none.",
    ],
    [
      "a language without texts",
      "H-9,MUM01-0003,Meera,ta-IN,+919820011111,none",
      "language: There are no texts in this language, so this hirer, and any other with it, is told in English: put a file of that language into the folder texts, e.g. texts/mr.json, or write one of en, hi.",
    ],
    [
      "only separators",
      "H-9,MUM01-0003,Meera,en,;,m@mail.example",
      "phones: There is nothing between these semicolons: write a value, or leave the cell empty.",
    ],
    [
      "a language by its name",
      "H-9,MUM01-0003,Meera,English,+919820011111,m@mail.example",
      "language: This is not a language tag; English is used. Write e.g. en, hi, mr-IN or de.",
    ],
    [
      "another phone number than in the hirer's first line",
      "H-2,MUM01-0003,,,+919820044444,",
      "phones: This differs from line 3, where the same hirer stands first, and that line is used: change it there, and leave the cell empty here.",
    ],
  ],
  "subscriptions.csv": [
    [
      "nothing but an id",
      "S-9",
      "channel: This is not a channel: write topic for an SNS topic, or email.",
      "insurer: The insurer is missing: write its name.",
      "policy: The policy is missing: write its number.",
      `classes: The classes are missing: write one or more of ${CLASSES}, separated by semicolons.`,
      "consent: The reference of the consent is missing, and without one nothing is sent: write where the signed consent is kept, e.g. C-2026-118.",
    ],
    [
      "no id",
      ",Bima,P-1,,,theft-suspected,,,C-9,,email,a@bima.example",
      "subscription: The subscription's id is missing: write a number or code of the bank's own, e.g. S-0007.",
    ],
    [
      "an id with a slash",
      "S/9,Bima,P-1,,,theft-suspected,,,C-9,,email,a@bima.example",
      "subscription: This is not a subscription id: write 2 to 32 letters, digits or hyphens, e.g. S-0007.",
    ],
    [
      "a subscription twice",
      "S-1,Bima,P-1,,,theft-suspected,,,C-9,,email,a@bima.example",
      "subscription: This subscription stands in line 2 already, and that line is used: take one of the two out.",
    ],
    [
      "a class by another name",
      "S-9,Bima,P-1,,,theft;theft-suspected,,,C-9,,email,a@bima.example",
      `classes: Value 1 of 2: This is not a class of notice: write one or more of ${CLASSES}.`,
    ],
    [
      "a site and a locker nobody knows",
      "S-9,Bima,P-1,MUM99,MUM01-0999,theft-suspected,,,C-9,,email,a@bima.example",
      "sites: sites.csv lists no such site: write the id of one that it lists, or add this one there.",
      "lockers: lockers.csv lists no such locker: write the id of one that it lists, or add this one there.",
    ],
    [
      "a locker at another site",
      "S-9,Bima,P-1,BER01,MUM01-0001;BER01-0001,theft-suspected,,,C-9,,email,a@bima.example",
      "lockers: 1 of these lockers stand at none of the sites in this line, so nothing is sent about them: add their site, or take them out.",
    ],
    [
      "an end before its start",
      "S-9,Bima,P-1,,,theft-suspected,2026-12-31,2026-01-01,C-9,,email,a@bima.example",
      "until: This day lies before the one in since: correct one of the two.",
    ],
    [
      "an American date",
      "S-9,Bima,P-1,,,theft-suspected,12/31/2026,,C-9,,email,a@bima.example",
      "since: This is not a date: write year-month-day, e.g. 2026-12-31.",
    ],
    [
      "an unclear withdrawal",
      "S-9,Bima,P-1,,,theft-suspected,,,C-9,maybe,email,a@bima.example",
      "withdrawn: This is neither yes nor no nor the date of the withdrawal; the subscription counts as withdrawn. Write yes, no or e.g. 2026-12-31.",
    ],
    [
      "an address for a topic",
      "S-9,Bima,P-1,,,theft-suspected,,,C-9,,topic,a@bima.example",
      "address: This is not the ARN of an SNS topic: copy it from the topic's page, e.g. arn:aws:sns:ap-south-1:123456789012:insurers.",
    ],
    [
      "a topic for an address",
      "S-9,Bima,P-1,,,theft-suspected,,,C-9,,email,arn:aws:sns:ap-south-1:123456789012:bima",
      "address: This is not an e-mail address: write the bare address, e.g. name@example.com; separate several by semicolons.",
    ],
  ],
};

const GOOD_LINES: Readonly<Record<RegisterFile, number>> = {
  "sites.csv": 3,
  "units.csv": 4,
  "lockers.csv": 5,
  "contacts.csv": 4,
  "hirers.csv": 4,
  "subscriptions.csv": 3,
};

for (const [file, rows] of Object.entries(BAD_ROWS) as [RegisterFile, readonly BadRow[]][]) {
  describe(`a line of ${file} is reported with its place and what to write instead:`, () => {
    for (const [what, row, ...said] of rows) {
      it(what, () => {
        const { problems, register } = registerWith(withRows(file, row));
        const place = `${file}, line ${GOOD_LINES[file] + 1}`;
        assert.deepEqual(
          problems.map(problemText),
          said.map((sentence) =>
            /^[a-z_]+: /.test(sentence) ? `${place}, ${sentence}` : `${place}: ${sentence}`,
          ),
        );
        assert.equal(register.hirersOf("MUM01-0001").length, 2, "the good rows work");
        assert.equal(register.subscription("S-2")?.insurer, "Rueck AG");
      });
    }
  });
}
