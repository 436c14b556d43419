import { useNow, usePicture } from "./context.ts";
import { PriorityMark } from "./icons.tsx";
import { lockerFilter, show } from "./screen.ts";
import type { SiteGlance } from "./sites.ts";
import { testWords } from "./test-words.ts";
import { ago, count, say } from "./words.ts";

/** Every site at a glance; one that is chosen shows its lockers. */
export function SitesPanel() {
  const { sites } = usePicture();
  const now = useNow(5_000);
  return (
    <section class="panel sites" aria-labelledby="sites-title">
      <h2 id="sites-title">{say("sites.title")}</h2>
      <ul>
        {sites.map((site) => (
          <li key={site.id}>
            <button
              type="button"
              class={`site ${moodOf(site)}`}
              onClick={() => {
                lockerFilter.set({ look: "all", site: site.id, text: "" });
                show("lockers");
              }}
            >
              <SiteCard site={site} now={now} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the frame of a site says. */
export function moodOf(site: SiteGlance): string {
  if (site.waiting > 0) return `waiting p${site.gravest}`;
  if (site.lastTest?.result === "missing") return "odd";
  return site.offline > 0 || site.looks.tamper > 0 ? "odd" : "calm";
}

export function SiteCard({ site, now }: { readonly site: SiteGlance; readonly now: number }) {
  const { gravest, waiting, incidents, looks, offline, silent, clocks, units, lastTest } = site;
  return (
    <>
      <span class="name">
        {gravest !== null && <PriorityMark priority={gravest} />}
        <b>{site.name}</b> <i>{site.id}</i>
      </span>
      <span class="tags">
        {waiting > 0 && <span class="tag bad">{count("site.waiting", waiting)}</span>}
        {incidents > waiting && <span class="tag">{count("site.inHand", incidents - waiting)}</span>}
        {looks.tamper > 0 && <span class="tag bad">{count("site.tamper", looks.tamper)}</span>}
        {looks.open > 0 && <span class="tag open">{count("site.open", looks.open)}</span>}
        {offline > 0 && <span class="tag bad">{count("site.offline", offline)}</span>}
        {silent > 0 && <span class="tag">{count("site.silent", silent)}</span>}
        {clocks > 0 && <span class="tag">{count("site.clocks", clocks)}</span>}
        {lastTest?.result === "missing" && <span class="tag bad">{say("test.missing")}</span>}
      </span>
      <span class="figures">
        {count("quiet.lockers", site.lockers)} · {count("quiet.units", units)} ·{" "}
        {site.seenAt === null ? say("unit.never") : say("site.heard", { ago: ago(now - site.seenAt) })}
      </span>
      {lastTest !== null && (
        <span class="figures">{say("test.of", { how: testWords(lastTest, site.timeZone, now) })}</span>
      )}
    </>
  );
}
