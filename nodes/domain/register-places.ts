import type { Closure, Locker, Site, Unit } from "./register.ts";
import { lockerId, needed, siteId, timeZone, unitId } from "./register-cells.ts";
import { readClosure } from "./register-closure.ts";
import { Known } from "./register-known.ts";
import type { Row } from "./register-table.ts";

/** Sites, units and lockers, filled row by row in this order. */
export class Places {
  readonly sites = new Known<Site>("sites.csv", "site");
  readonly units = new Known<Unit & { readonly lockers: Set<string> }>("units.csv", "unit");
  readonly lockers = new Known<Locker>("lockers.csv", "locker");
  readonly siteClosures = new Map<string, Closure>();

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
    this.lockers.usable.set(id, { id, site: unit.site, unit: unit.id, ...(closure && { closure }) });
  };
}
