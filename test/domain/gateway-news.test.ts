import assert from "node:assert/strict";
import { isHealth } from "../../nodes/domain/event-kind.ts";
import { eventsOfGateway, type GatewayNews, isOfGateway } from "../../nodes/domain/gateway-news.ts";

const NEWS: GatewayNews = {
  type: "journal-damaged",
  cause: ["journal.sqlite.damaged-20261122T041500Z"],
  at: Date.UTC(2026, 10, 22, 4, 45),
  data: { file: "journal.sqlite.damaged-20261122T041500Z" },
};

describe("news of the gateway itself", () => {
  it("is one event for each site, whose control room is told", () => {
    const events = eventsOfGateway(NEWS, ["MUM01", "MUM02"]);
    assert.deepEqual(
      events.map(({ site, unit, locker, type, seq }) => [site, unit, locker, type, seq]),
      [
        ["MUM01", "gateway", null, "journal-damaged", null],
        ["MUM02", "gateway", null, "journal-damaged", null],
      ],
    );
    assert.equal(new Set(events.map(({ id }) => id)).size, 2);
    assert.ok(events.every(({ type }) => isHealth(type) && isOfGateway(type)));
  });

  it("has the same id whenever the same cause is told again, and another for another", () => {
    const idOf = (news: GatewayNews) => eventsOfGateway(news, ["MUM01"])[0]?.id;
    assert.equal(idOf({ ...NEWS, at: NEWS.at + 1 }), idOf(NEWS));
    assert.notEqual(idOf({ ...NEWS, cause: ["another"] }), idOf(NEWS));
  });
});
