import { lines, registerWith } from "../domain/register-tables.ts";

/** Three branches in two zones: the clock of Berlin goes back on 25 October 2026, and that of India never does. */
export const ZONES = { MUM01: "Asia/Kolkata", DEL02: "Asia/Kolkata", BER01: "Europe/Berlin" } as const;
export type BranchId = keyof typeof ZONES;
export const BRANCHES: readonly BranchId[] = ["MUM01", "DEL02", "BER01"];

/** One who rents a locker, as the test knows them. */
export interface Renter {
  readonly hirer: string;
  readonly phones: number;
  readonly emails: number;
  /** Their mail provider refuses for good whatever is sent to them. */
  readonly refuses: boolean;
}

const LOCKERS = 6;

/** By locker: the sixth of each branch is rented by nobody. */
export const RENTERS: ReadonlyMap<string, readonly Renter[]> = new Map(
  BRANCHES.flatMap((site) =>
    Array.from({ length: LOCKERS }, (_, n) => [lockerOf(site, n + 1), rentersOf(site, n + 1)] as const),
  ),
);

export function lockerOf(site: BranchId, n: number): string {
  return `${site}-000${n}`;
}

export function unitOf(site: BranchId, n: number): string {
  return `${site}-U${n}`;
}

function rentersOf(site: BranchId, n: number): readonly Renter[] {
  const usual = { hirer: `${site}-H${n}`, phones: 1, emails: 1, refuses: false };
  switch (n) {
    case 2:
      return [usual, { ...usual, hirer: `${site}-J${n}` }];
    case 3:
      return [{ ...usual, emails: 0 }];
    case 4:
      return [
        { ...usual, phones: 2 },
        { ...usual, hirer: `${site}-J${n}`, refuses: true },
      ];
    case 5:
      return site === "DEL02" ? [{ ...usual, phones: 0 }] : [usual];
    case LOCKERS:
      return [];
    default:
      return [usual];
  }
}

let numbers = 10_000;

function rowOf(locker: string, { hirer, phones, emails }: Renter): string {
  const each = <T>(count: number, make: (n: number) => T) =>
    Array.from({ length: count }, (_, n) => make(n)).join(";") || "none";
  const phone = () => {
    numbers += 1;
    return `+9198200${numbers}`;
  };
  return `${hirer},${locker},Name,en,${each(phones, phone)},${each(emails, (n) => `${hirer.toLowerCase()}.${n}@mail.example`)}`;
}

export const { register, problems } = registerWith({
  "sites.csv": lines(
    "site,name,redress,time_zone",
    ...BRANCHES.map((site) => `${site},Branch ${site},1800 000 111,${ZONES[site]}`),
  ),
  "units.csv": lines(
    "unit,site",
    ...BRANCHES.flatMap((site) =>
      Array.from({ length: LOCKERS }, (_, n) => `${unitOf(site, n + 1)},${site}`),
    ),
  ),
  "lockers.csv": lines(
    "locker,unit",
    ...BRANCHES.flatMap((site) =>
      Array.from({ length: LOCKERS }, (_, n) => `${lockerOf(site, n + 1)},${unitOf(site, n + 1)}`),
    ),
  ),
  "hirers.csv": lines(
    "hirer,locker,name,language,phones,emails",
    ...[...RENTERS].flatMap(([locker, renters]) => renters.map((renter) => rowOf(locker, renter))),
  ),
  "contacts.csv": null,
  "subscriptions.csv": null,
});
