import { KEPT_DAYS, type LockerKeeping, type SiteKeeping } from "./keeping.ts";
import type { Closure, Locker, Site, Unit } from "./register.ts";
import { lockerId, needed, siteId, timeZone, unitId } from "./register-cells.ts";
import { readClosure } from "./register-closure.ts";
import { eraseBefore, legalHold, retentionDays } from "./register-keeping.ts";
import { Known } from "./register-known.ts";
import type { Row } from "./register-table.ts";

/** Sites, units and lockers, filled row by row in this order. */
export class Places {
  readonly sites = new Known<Site>("sites.csv", "site");
  readonly units = new Known<Unit & { readonly lockers: Set<string> }>("units.csv", "unit");
  readonly lockers = new Known<Locker>("lockers.csv", "locker");
  readonly siteClosures = new Map<string, Closure>();
  /** How long what is recorded of each site is kept, and of those lockers with which it is otherwise. */
  readonly siteKeeping = new Map<string, SiteKeeping>();
  readonly lockerKeeping = new Map<string, LockerKeeping>();

  readonly addSite = (row: Row<"sites.csv">): void => {
    const id = row.read("site", this.sites.claim(row.line, siteId));
    if (id === undefined) return;
    const name = row.read(
      "name",
      needed(80, "The name of the site is missing: until it is written, messages show the site's id."),
    );
    const redress = row.read(
      "redress",
      needed(
        80,
        "Where hirers can complain is missing: write the phone number or address that their messages must show.",
      ),
    );
    const zone = row.read("time_zone", timeZone) ?? null;
    this.sites.usable.set(id, { id, name: name ?? id, redress: redress ?? "", timeZone: zone });
    const days = row.read("retention_days", retentionDays) ?? KEPT_DAYS;
    const hold = row.read("legal_hold", legalHold) ?? false;
    this.siteKeeping.set(id, { days, hold, timeZone: zone });
    const closure = readClosure(row);
    if (closure !== undefined) this.siteClosures.set(id, closure);
  };

  readonly addUnit = (row: Row<"units.csv">): void => {
    const id = row.read("unit", this.units.claim(row.line, unitId));
    if (id === undefined) return;
    const site = row.read("site", this.sites.reference);
    if (site !== undefined) this.units.usable.set(id, { id, site, lockers: new Set() });
  };

  readonly addLocker = (row: Row<"lockers.csv">): void => {
    const id = row.read("locker", this.lockers.claim(row.line, lockerId));
    if (id === undefined) return;
    const unit = this.units.usable.get(row.read("unit", this.units.reference) ?? "");
    if (unit === undefined) return;
    const closure = readClosure(row);
    unit.lockers.add(id);
    const hold = row.read("legal_hold", legalHold) ?? false;
    const before = row.read("erase_before", eraseBefore) ?? null;
    if (hold || before !== null) this.lockerKeeping.set(id, { site: unit.site, hold, eraseBefore: before });
    this.lockers.usable.set(id, { id, site: unit.site, unit: unit.id, ...(closure && { closure }) });
  };
}
