import type { Cause } from "../domain/incident.ts";

/**
 * What an operator is told about an alarm, on the board beside the incident and in the operator's guide, which is
 * written from this file. Each entry fits one screen of 1024x600.
 */
export interface Guidance {
  /** The alarm by the name an operator would use. */
  readonly title: string;
  /** What is known, and what is not. */
  readonly means: string;
  /** What to do, in this order. */
  readonly steps: readonly string[];
  /** What would make it worse. */
  readonly never?: string;
  /** When it may be reset, and what returns it to normal. */
  readonly ends: string;
}

const CALL_BRANCH = "Call the branch by the number in your own list, not by one that somebody gives you.";
const CCTV =
  "Look at the camera of the vault for the minutes before and after, and have the recording kept (180 days are the rule).";
const GUARD = "Send the guard or the police as your orders for this branch say.";
const NOTE = "Acknowledge with what you did and whom you spoke to by their function, not by their name.";
const TECHNICIAN = "Have the technician look at the unit on the next working day.";

/** Each cause that can be an alarm (`canAlarm`), in the order of the guide: what concerns people, then equipment. */
const ALARMS: Readonly<Partial<Record<Cause, Guidance>>> = {
  forced: {
    title: "Locker forced open",
    means:
      "The door opened although the bolt was thrown or no key was turned. It is a break-in until somebody who stands before the locker says otherwise.",
    steps: [
      "Acknowledge, so that others know it is in hand.",
      GUARD,
      CCTV,
      "Look on the board for other lockers and units of the same branch: a break-in seldom stops at one.",
      "Call the manager of the branch. Nobody touches the locker before the police have seen it.",
    ],
    never: "Do not call it theft to anybody. Only a named officer of the bank confirms that.",
    ends: "It returns when the door is reported closed. Reset it when the officer has taken the locker over.",
  },
  duress: {
    title: "Opened under duress (silent)",
    means:
      "Somebody opened a locker with the sign that they are being threatened. Nothing at the locker or in the branch shows it. Treat it as a hold-up.",
    steps: ["Act within 30 seconds.", "Call the police: a silent hold-up at this branch.", CCTV, NOTE],
    never:
      "Do not call the branch, the locker room or the hirer, and send no one in who is not trained for it: whoever threatens them must not learn of the alarm.",
    ends: "It has no return of its own and cannot be shelved. Reset it when the police and the branch's manager say that it is over.",
  },
  tamper: {
    title: "Tampering with a unit",
    means:
      "The cover of a unit was opened, or its wiring was cut or bridged. What its lockers report from now on may be wrong.",
    steps: [
      CALL_BRANCH,
      "Ask whether a technician is there today. If nobody expected one, treat it as a break-in and send the guard.",
      CCTV,
      "Have every locker of the unit looked at.",
    ],
    ends: "It returns when the unit reports its cover closed. Reset it when the unit has been inspected.",
  },
  "opened-outside-hours": {
    title: "Opened at the wrong time",
    means:
      "A locker was opened outside the access hours of its branch. The reason below the alarm says which hours were judged, and whether the time of the opening was certain.",
    steps: [
      "Read the reason: a holiday that was not entered, or an uncertain time, is an error of the calendar or of a clock and not of a person.",
      CALL_BRANCH,
      "Ask who is in the vault and with whose permission. If nobody answers, send the guard.",
      CCTV,
      NOTE,
    ],
    ends: "It returns when the door is reported closed. Reset it when you know who opened and why.",
  },
  opened: {
    title: "Locker opened",
    means:
      "An opening that your flow was told to alarm about, whatever the time. The hirer has been told as of every opening.",
    steps: ["Read why your rules make this an alarm.", CALL_BRANCH, NOTE],
    ends: "It returns when the door is reported closed.",
  },
  "mass-opening": {
    title: "Many lockers opened within minutes",
    means:
      "More lockers of one branch were opened in a short time than visitors could open. Box after box is what a break-in over a weekend looks like.",
    steps: [
      "Treat it as a break-in at once, at any hour.",
      GUARD,
      CCTV,
      "The alarms of the single lockers wait behind this one; do not work through them one by one.",
      "Tell the manager of the branch and the bank's security officer.",
    ],
    ends: "Reset it when the vault has been inspected. The lockers it names stay to be looked at one by one.",
  },
  "held-open": {
    title: "Locker held open",
    means:
      "A door has stood open for longer than its time. The hirer may have forgotten it, or somebody is locked in or unwell. If the unit's connection is lost, the gateway says it in the unit's place.",
    steps: [
      CALL_BRANCH,
      "Have the custodian look, and the locker closed in the presence of two.",
      "If the hirer left, the bank tells them promptly that their locker was found open.",
    ],
    ends: "It returns when the door is reported closed. Then reset it.",
  },
  "not-closed": {
    title: "Open when the hours ended",
    means: "The access hours are over and a locker is still open. Somebody may still be in the vault.",
    steps: [
      CALL_BRANCH,
      "Nobody locks the vault before it has been searched: a hirer was once locked in for three days.",
      "Have the locker closed in the presence of two, and the hirer told.",
    ],
    ends: "It returns when the door is reported closed. Then reset it.",
  },
  "no-visit": {
    title: "Opened without a registered visit",
    means:
      "A locker was opened and nobody at the counter had registered a visit of its hirer. With dual control nobody comes to a locker without one.",
    steps: [
      CALL_BRANCH,
      "Ask the custodian who is in the vault, and whether the visit was only forgotten to be entered. If nobody answers, send the guard.",
      CCTV,
      NOTE,
    ],
    ends: "It returns when the door is reported closed. Reset it when the visit is entered or explained.",
  },
  unattended: {
    title: "Left open after the visit",
    means: "The visit was ended at the counter, and the locker is still open. What is in it is unattended.",
    steps: [
      CALL_BRANCH,
      "Have the locker closed in the presence of two, and the contents left as they are.",
      "The bank tells the hirer promptly that the locker was found open.",
    ],
    ends: "It returns when the door is reported closed. Then reset it.",
  },
  "still-inside": {
    title: "Visit not ended: somebody may be locked in",
    means:
      "A visit was registered and has not been ended in its time. The hirer may still be in the vault, unwell or locked in.",
    steps: [
      "Call the branch at once, at any hour: this may be about a life.",
      "Nobody locks the vault before it has been searched. If it is locked, have it opened.",
      "If nobody answers, send the guard, and call for an ambulance where a person is found unwell.",
    ],
    ends: "It returns when the visit is ended at the counter. Reset it when the vault was searched and is empty.",
  },
  "repeated-denial": {
    title: "Access refused again and again",
    means:
      "A key or a card was refused several times at one locker. It is most often a wrong locker or a worn card, and sometimes somebody who tries.",
    steps: [CALL_BRANCH, "Have the custodian go to the locker and ask who is there.", CCTV, NOTE],
    ends: "Reset it when you know who it was.",
  },
  "access-denied": {
    title: "Access refused",
    means: "A key or a card was refused once.",
    steps: ["Wait for a second one: several in a few minutes are an alarm of their own.", NOTE],
    ends: "Reset it after you have acknowledged it.",
  },
  offline: {
    title: "Unit offline",
    means:
      "A unit has not been heard for two minutes and more. What happens at its lockers is kept in the unit and told when it is back, but until then you do not see it.",
    steps: [
      "While the branch is closed this is urgent: cutting the line comes before a break-in. Send the guard if it does not come back within minutes.",
      CALL_BRANCH,
      "Ask about the power, the network and works in the building.",
      TECHNICIAN,
    ],
    ends: "It returns when the unit is heard again. Then look at what it reports late, and reset it.",
  },
  "mass-offline": {
    title: "Many units offline at once",
    means:
      "Several units of one branch, or all of them, went silent together. It is one cause: the power, the network or the gateway's own connection, or somebody who cut it.",
    steps: [
      "While the branch is closed treat it as the beginning of a break-in and send the guard.",
      CALL_BRANCH,
      "Ask the network's provider and the alarm receiving centre whether other lines of the branch are down too.",
    ],
    ends: "It returns when the units are heard again. Reset it after those that stay silent have alarms of their own.",
  },
  "sequence-gap": {
    title: "Events are missing",
    means:
      "A unit counts its events, and some numbers never came. Something happened that nobody was told of.",
    steps: [
      "The gateway asks for what is missing by itself; what comes late is marked as late.",
      "If it stays, have the technician read the unit's memory before anything is exchanged.",
      CCTV,
    ],
    ends: "Reset it when the missing events have come, or when the bank has decided to go without them.",
  },
  replayed: {
    title: "A number used twice",
    means:
      "A unit sent an event under a number that it had used for another one. Messages in its name may be forged.",
    steps: [
      "Treat what the unit says as doubtful and have its lockers looked at.",
      "Tell the bank's security officer: the unit's certificate may be in other hands.",
      TECHNICIAN,
    ],
    ends: "Reset it when the unit's certificate and memory have been checked.",
  },
  restored: {
    title: "Unit counts from another point",
    means: "A unit was restored from a backup or exchanged, or two units speak in one name.",
    steps: [
      "Ask whether a technician exchanged or restored the unit today.",
      "If nobody did, treat it as tampering: send the guard and tell the bank's security officer.",
    ],
    ends: "Reset it when the exchange is explained.",
  },
  "clock-suspect": {
    title: "Clock cannot be right",
    means:
      "A unit's clock is wrong or was never set. Openings are judged by the whole time in which they can have happened, so that some count as outside the hours only because nobody knows better.",
    steps: [
      "Read the reasons of this unit's alarms with that in mind.",
      "Ask whether the network lets the unit reach its time server.",
      TECHNICIAN,
    ],
    ends: "It returns when the unit has set its clock. Then reset it.",
  },
  "test-alarm": {
    title: "Scheduled test alarm",
    means: "The way to you is being tried. Nothing has happened.",
    steps: [
      "Acknowledge it: that is the test.",
      "If you hear of it only now, say since when you heard nothing.",
    ],
    ends: "Reset it after you have acknowledged it.",
  },
  "test-alarm-missing": {
    title: "The test alarm did not come through",
    means:
      "The scheduled test went out and did not arrive, or nobody acknowledged it in time. A real alarm may not reach anybody either.",
    steps: [
      "Look at the outbox on the board: what is parked or overdue says where it is stuck.",
      "Until it works, watch the board and call the branch at the times your orders give.",
      "Tell whoever looks after the gateway at once, at any hour.",
    ],
    ends: "It returns with the next test that comes through. Then reset it.",
  },
  "receiver-lost": {
    title: "Alarm receiving centre not reached",
    means:
      "The gateway has had no answer from the alarm receiving centre. Alarms wait in the outbox and are sent when it answers.",
    steps: [
      "Call the receiving centre and agree that you take the alarms until the line is back.",
      "Ask the network's provider, and look at the gateway's own connection.",
    ],
    ends: "It returns when the centre answers again. Then reset it.",
  },
  "invalid-message": {
    title: "Unreadable message from a unit",
    means:
      "A registered unit sent something that is no message of the contract. It was kept in quarantine and nobody else was told what it says.",
    steps: ["Have the unit's lockers looked at: it may have meant to report something.", TECHNICIAN],
    ends: "Reset it when the technician has read the quarantine.",
  },
  unsettled: {
    title: "An event nobody was told of",
    means:
      "The gateway ended again and again while an event was on its way through the flow, and has given it up so that others can pass.",
    steps: [
      "Look the event up in the history and tell the hirer and whoever else is to be told yourself.",
      "Tell whoever looks after the flows.",
    ],
    ends: "Reset it when everybody has been told.",
  },
  "not-told": {
    title: "A hirer was not told in time",
    means:
      "The day of a branch is over, and of the openings that it names not every hirer was told by SMS and by e-mail, both. The bank owes them both. What is reported only after its day has an alarm of its own.",
    steps: [
      "Look at the branch's report of that day and at the outbox on the board: they say which way failed and why.",
      "Mend what is said there, and send the notices again from the outbox.",
      "What cannot be sent: have the branch tell the hirer today, and note when that was done.",
      "Where it says that no flow had asked for a notice, tell whoever looks after the flows; where it says that the register has no number or address, have the branch ask the hirer for one.",
    ],
    ends: "Reset it when all these hirers have been told.",
  },
  "unknown-unit": {
    title: "Unit not in the register",
    means: "Something reports as a unit that the bank has not registered. Its events are not passed on.",
    steps: [
      "Ask whether a unit is being installed today.",
      "If none is, tell the bank's security officer: somebody has a connection that they should not have.",
    ],
    ends: "Reset it when the unit is registered or gone.",
  },
  "unknown-locker": {
    title: "Unit speaks for another locker",
    means: "A unit reported about a locker that the register does not give to it.",
    steps: [
      "Compare the register with the wiring of the unit.",
      "Until it is mended, have that locker looked at.",
    ],
    ends: "Reset it when register and wiring agree.",
  },
  "journal-overflow": {
    title: "A unit has lost events",
    means: "A unit was cut off for so long that its memory was full. Its oldest routine events are gone.",
    steps: [CCTV, "Have the lockers of the unit looked at.", TECHNICIAN],
    ends: "Reset it when the bank has decided what to tell the hirers.",
  },
  "journal-unavailable": {
    title: "The gateway cannot write",
    means:
      "The disk of the gateway is full, locked or broken. Alarms are sent from memory; everything else waits at the broker and is not lost.",
    steps: [
      "Tell whoever looks after the gateway at once.",
      "Do not restart it: what is in memory would have to come again.",
    ],
    ends: "It returns when the gateway can write again. Then reset it.",
  },
  "journal-damaged": {
    title: "The gateway began a new journal",
    means:
      "The journal was damaged. It was set aside and a new one begun: messages that waited in the old one are not sent.",
    steps: [
      "Call the branches and ask for openings of the last hours.",
      "Tell whoever looks after the gateway, and keep the old file: it is evidence.",
    ],
    ends: "Reset it when the old journal has been read.",
  },
  "gateway-behind": {
    title: "The gateway is behind",
    means: "Units report faster than the gateway can pass on. Alarms go first; other messages come late.",
    steps: [
      "Look for the branch that reports so much: it may be a break-in, or a unit that has gone wrong.",
      "Tell whoever looks after the gateway if it lasts.",
    ],
    ends: "It returns when the gateway has caught up. Then reset it.",
  },
  "battery-low": {
    title: "Battery low",
    means: "A unit will fall silent when its mains power fails.",
    steps: [TECHNICIAN, "If the mains power is off too, it is urgent: it will be offline soon."],
    ends: "Reset it when the battery was changed.",
  },
  power: {
    title: "Mains power lost",
    means: "A unit runs on its battery. When that is empty it falls silent.",
    steps: [
      CALL_BRANCH,
      "Ask about the mains power. Several units at once are a power failure, or somebody who caused one.",
    ],
    ends: "It returns when the unit reports the mains power back. Then reset it.",
  },
  boot: {
    title: "Unit restarted",
    means: "A unit was switched off and on, or restarted itself. What it had not sent is kept and comes now.",
    steps: ["Once is nothing. Again and again is a fault, or somebody at its plug.", TECHNICIAN],
    ends: "Reset it after you have acknowledged it.",
  },
  "config-changed": {
    title: "Settings of a unit changed",
    means: "A unit took over other settings, as how long a door may stand open.",
    steps: ["Ask who changed them. If nobody did, tell the bank's security officer."],
    ends: "Reset it when the change is explained.",
  },
};

export const GUIDE: ReadonlyMap<string, Guidance> = new Map(Object.entries(ALARMS));
