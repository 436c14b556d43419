import { availableParallelism, cpus } from "node:os";
import { CONTESTANTS, type ContestantName, type Figures, type Measured } from "./figures.ts";
import { goalsOf } from "./goals.ts";
import type { Plan } from "./plan.ts";

const NAMES: Readonly<Record<ContestantName, string>> = {
  raw: "raw subscriber, only counts",
  corePublish: "core nodes, Publish",
  coreBatch: "core nodes, PublishBatch",
  lockers: "smart lockers, durable",
};

/** What a person reads. */
export function reportOf(measured: Measured, plan: Plan): string {
  const { flows, disk, growth } = measured;
  const parts: string[] = [];
  if (flows) {
    const columns = [
      "",
      "events/s",
      "CPU us/event",
      "RSS MB",
      `p50 ms at ${plan.pace}/s`,
      "p99 ms",
      "RSS MB",
      "missing",
    ];
    parts.push(table([columns, ...CONTESTANTS.map((name) => rowOf(NAMES[name], flows[name]))]));
  }
  if (typeof disk === "string") parts.push(disk);
  else if (disk) {
    const { perSecond, kept, p50, p99, loopP99Ms } = disk;
    parts.push(
      `+10 ms on every fsync, ${perSecond} events/s: ${shown(kept * 100, 1)} % sustained, p50 ${shown(p50, 1)} ms, p99 ${shown(p99, 1)} ms, event loop p99 ${shown(loopP99Ms, 1)} ms`,
    );
  }
  if (growth) {
    const rows = growth.map(({ lockers, events, perSecond, cpuUs }) => [
      String(lockers),
      String(events),
      shown(perSecond, 0),
      shown(cpuUs, 0),
    ]);
    parts.push(table([["lockers known", "events in journal", "events/s", "CPU us/event"], ...rows]));
  }
  const goals = goalsOf(measured).map(({ figure, must, stretch, measured: value, holds }) => [
    figure,
    must,
    stretch,
    value ?? "not measured",
    holds ?? "",
  ]);
  parts.push(table([["goal", "must", "stretch", "measured", "holds"], ...goals]));
  return parts.join("\n\n");
}

/** What a program reads: one line. */
export function jsonOf(measured: Measured, plan: Plan): string {
  const machine = { node: process.version, cpus: availableParallelism(), model: cpus()[0]?.model ?? "" };
  return JSON.stringify({ ...machine, rounds: plan.rounds, ...measured, goals: goalsOf(measured) });
}

function rowOf(name: string, figures: Figures): string[] {
  return [
    name,
    shown(figures.perSecond, 0),
    shown(figures.cpuUs, 0),
    shown(figures.rssMb, 0),
    shown(figures.p50, 2),
    shown(figures.p99, 2),
    shown(figures.pacedRssMb, 0),
    String(figures.missing),
  ];
}

function shown(value: number | null, digits: number): string {
  return value === null ? "-" : value.toFixed(digits);
}

/** Columns as wide as they need; all but the first are aligned to the right where they hold numbers. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function pad(cell: string, width: number): string {
  return /^-?\d[\d.]*$|^-$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}
