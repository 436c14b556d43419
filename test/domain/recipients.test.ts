import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import { type Recipient, recipientLabel } from "../../nodes/domain/notice.ts";
import {
  type Addressees,
  addressOf,
  contactsAddressees,
  hirersAddressees,
  namedAddressee,
} from "../../nodes/domain/recipients.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import { GOOD, lines, registerWith, withRows } from "./register-tables.ts";

const { register } = readRegister(GOOD);

/** The reference that the register made for a contact whose line names none. */
function made(role: string, site: string): string {
  const [contact] = register.contactsOf(role, site);
  assert.match(contact?.id ?? "", /^[0-9a-f]{8}$/);
  return contact?.id ?? "";
}
const DESK = made("control-room", "MUM01");
const LEITSTELLE = made("control-room", "BER01");
const MANAGER = made("branch-manager", "MUM01");

const DAY = "2026-11-22";
const today = () => DAY;

function found({ addressees, problems }: Addressees): readonly string[] {
  for (const { code } of problems) assert.equal(code, "recipient-unknown");
  return addressees.map(({ recipient, channel }) => `${channel} to ${recipientLabel(recipient)}`);
}

function problemsOf({ problems }: Addressees): string {
  return problems.map(({ message }) => message).join(" ");
}

describe("the hirers of a locker", () => {
  it("are all told by SMS, on each of their phones", () => {
    const all = hirersAddressees("MUM01-0001", "sms", register, today);
    assert.deepEqual(found(all), ["sms to hirer H-1", "sms to hirer H-1, address 2", "sms to hirer H-2"]);
    assert.equal(problemsOf(all), "");
  });

  it("without an address are named by their reference, and the others are told", () => {
    const all = hirersAddressees("MUM01-0001", "email", register, today);
    assert.deepEqual(found(all), ["email to hirer H-1"]);
    assert.match(problemsOf(all), /^Hirer H-2 of locker MUM01-0001 has no e-mail address/);
    assert.doesNotMatch(problemsOf(all), /Arjun|Kulkarni|@|\+91/);
  });

  it("are not told of anything from the day on which they left; the others are", () => {
    const left = readRegister({
      ...GOOD,
      "hirers.csv": lines(
        "hirer,locker,name,language,phones,emails,left",
        "H-1,MUM01-0001,Kulkarni,mr-IN,+919820011111,,2026-11-22",
        "H-2,MUM01-0001,Arjun Kulkarni,en-IN,+919820033333,none,",
        "H-1,MUM01-0002,,,+919820022222,none,",
        "H-3,MUM01-0003,,,,,2026-11-23",
      ),
    });
    assert.deepEqual(left.problems, []);
    const told = (locker: string, day: string) =>
      found(hirersAddressees(locker, "sms", left.register, () => day));
    assert.deepEqual(told("MUM01-0001", "2026-11-21"), ["sms to hirer H-1", "sms to hirer H-2"]);
    assert.deepEqual(told("MUM01-0001", "2026-11-22"), ["sms to hirer H-2"]);
    // Elsewhere they stay, and are reached as the line there says it.
    assert.deepEqual(told("MUM01-0002", "2026-11-22"), ["sms to hirer H-1"]);
    const hirer = { kind: "hirer", id: "H-1" } as const;
    assert.equal(addressOf(hirer, "sms", "MUM01-0002", left.register), "+919820022222");
    // What happened before is still told, as long as the register says where.
    assert.equal(addressOf(hirer, "sms", "MUM01-0001", left.register), "+919820011111");
    assert.match(
      problemsOf(hirersAddressees("MUM01-0003", "sms", left.register, () => "2026-11-23")),
      /^Locker MUM01-0003 has no hirer in the register/,
    );
    assert.deepEqual(
      left.keeping.leftHirers.map((one) => Object.values(one).join(" ")),
      ["H-1 MUM01-0001 MUM01 2026-11-22", "H-3 MUM01-0003 MUM01 2026-11-23"],
    );
  });

  const nobody: readonly (readonly [locker: string | null, words: RegExp])[] = [
    ["MUM01-0003", /^Locker MUM01-0003 has no hirer in the register/],
    ["MUM01-9999", /^Locker MUM01-9999 is not in the register/],
    [null, /^This event is about a whole unit/],
  ];
  for (const [locker, words] of nobody) {
    it(`cannot be told of ${locker}, and that is said`, () => {
      const all = hirersAddressees(locker, "sms", register, today);
      assert.deepEqual(found(all), []);
      assert.match(problemsOf(all), words);
    });
  }
});

describe("the contacts of a site", () => {
  const told: readonly (readonly [
    role: string,
    site: string,
    channels: ("sms" | "topic" | "email")[],
    whom: string[],
  ])[] = [
    [
      "control-room",
      "MUM01",
      ["sms", "topic"],
      [`sms to control-room ${DESK} of MUM01`, `topic to control-room ${DESK} of MUM01`],
    ],
    ["control-room", "BER01", ["sms", "topic"], [`sms to control-room ${LEITSTELLE} of BER01`]],
    ["control-room", "MUM01", ["email"], [`email to control-room ${DESK} of MUM01`]],
    [
      "branch-manager",
      "MUM01",
      ["email"],
      [
        `email to branch-manager ${MANAGER} of MUM01`,
        `email to branch-manager ${MANAGER} of MUM01, address 2`,
      ],
    ],
  ];
  for (const [role, site, channels, whom] of told) {
    it(`${role} of ${site} by ${channels.join(" and ")}: ${whom.join(", ")}`, () => {
      assert.deepEqual(found(contactsAddressees(role, site, channels, register)), whom);
    });
  }

  it("that do not exist, or cannot be reached that way, are said", () => {
    assert.match(
      problemsOf(contactsAddressees("branch-manager", "BER01", ["sms"], register)),
      /names no contact in the role "branch-manager" for site BER01/,
    );
    assert.match(
      problemsOf(contactsAddressees("branch-manager", "MUM01", ["sms", "topic"], register)),
      /has a telephone number or a topic in the register/,
    );
  });
});

describe("the recipient a message names", () => {
  const subscriber = (id: string): Recipient => ({ kind: "subscriber", id });

  it("is told on the channel of its subscription", () => {
    assert.deepEqual(found(namedAddressee(subscriber("S-2"), ["sms", "topic"], register)), [
      "topic to subscription S-2",
    ]);
    assert.deepEqual(found(namedAddressee(subscriber("S-1"), ["email"], register)), [
      "email to subscription S-1",
    ]);
  });

  it("is refused by the node of the other channel, with the way to mend it", () => {
    assert.match(
      problemsOf(namedAddressee(subscriber("S-1"), ["sms", "topic"], register)),
      /is told by e-mail.*to email-notify/,
    );
    assert.match(
      problemsOf(namedAddressee(subscriber("S-2"), ["email"], register)),
      /is told by an SNS topic.*to sns-notify/,
    );
  });

  it("may be a person, where it was written by hand", () => {
    const hirer: Recipient = { kind: "hirer", id: "H-1", address: 1 };
    assert.deepEqual(found(namedAddressee(hirer, ["sms", "topic"], register)), [
      "sms to hirer H-1, address 2",
    ]);
    assert.match(problemsOf(namedAddressee({ kind: "hirer", id: "H-9" }, ["sms"], register)), /hirer H-9/);
  });
});

describe("the address at the moment of sending", () => {
  const addresses: readonly (readonly [
    recipient: Recipient,
    channel: "sms" | "topic" | "email",
    address: string,
  ])[] = [
    [{ kind: "hirer", id: "H-1" }, "sms", "+919820011111"],
    [{ kind: "hirer", id: "H-1", address: 1 }, "sms", "+919820022222"],
    [{ kind: "hirer", id: "H-1" }, "email", "meera@mail.example"],
    [{ kind: "contact", role: "control-room", site: "MUM01", contact: DESK }, "sms", "+919820012345"],
    [
      { kind: "contact", role: "control-room", site: "MUM01", contact: DESK },
      "topic",
      "arn:aws:sns:ap-south-1:123456789012:control-room",
    ],
    [{ kind: "subscriber", id: "S-1" }, "email", "claims@bima.example"],
    [
      { kind: "topic", arn: "arn:aws:sns:eu-central-1:123456789012:x" },
      "topic",
      "arn:aws:sns:eu-central-1:123456789012:x",
    ],
  ];
  for (const [recipient, channel, address] of addresses) {
    it(`of ${recipientLabel(recipient)} by ${channel} comes from the register`, () => {
      assert.equal(addressOf(recipient, channel, "MUM01-0001", register), address);
    });
  }

  const gone: readonly (readonly [recipient: Recipient, channel: "sms" | "topic" | "email"])[] = [
    [{ kind: "hirer", id: "H-9" }, "sms"],
    [{ kind: "hirer", id: "H-1", address: 2 }, "sms"],
    [{ kind: "hirer", id: "H-1" }, "topic"],
    [{ kind: "contact", role: "control-room", site: "MUM01", contact: "gone" }, "sms"],
    [{ kind: "subscriber", id: "S-9" }, "email"],
    [{ kind: "subscriber", id: "S-1" }, "topic"],
  ];
  for (const [recipient, channel] of gone) {
    it(`of ${recipientLabel(recipient)} by ${channel} is not there any more`, () => {
      assert.throws(
        () => addressOf(recipient, channel, "MUM01-0001", register),
        (thrown) => thrown instanceof LockerError && thrown.code === "provider-permanent",
      );
    });
  }

  it("of a contact stays that of the same person when lines are moved, added or taken out", () => {
    const header = "contact,role,site,name,language,phones,emails,topic";
    const desk = "duty-desk,control-room,,Duty desk,en,+919820012345,,";
    const night = "night-desk,control-room,,Night desk,en,+919820054321,,";
    const unnamed = ",control-room,,Weekend desk,en,+919820067890,,";
    const before = registerWith({ "contacts.csv": lines(header, desk, night, unnamed) }).register;
    const all = contactsAddressees("control-room", "MUM01", ["sms"], before).addressees;
    const own = "control-room,MUM01,Own desk,en,+919820099999,,";
    const phones = (...rows: readonly string[]) => {
      const later = registerWith({ "contacts.csv": lines(header, ...rows) }).register;
      return all.map(({ recipient }) => {
        try {
          return addressOf(recipient, "sms", null, later);
        } catch (thrown) {
          assert.ok(thrown instanceof LockerError && thrown.code === "provider-permanent");
          return null;
        }
      });
    };
    assert.deepEqual(phones(unnamed, night, desk), ["+919820012345", "+919820054321", "+919820067890"]);
    assert.deepEqual(phones(night, unnamed), [null, "+919820054321", "+919820067890"]);
    assert.deepEqual(
      phones(`own,${own}`, night, desk),
      ["+919820012345", "+919820054321", null],
      "a site that has a desk of its own meanwhile",
    );
  });

  it("is withheld once the consent is withdrawn", () => {
    const row = "S-3,Bima Ltd,P-78,,MUM01-0001,theft-suspected,,,C-3,yes,email,claims@bima.example";
    const { register: later } = registerWith(withRows("subscriptions.csv", row));
    assert.throws(
      () => addressOf({ kind: "subscriber", id: "S-3" }, "email", null, later),
      /consent of subscription S-3 was withdrawn/,
    );
  });
});
