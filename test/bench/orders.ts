/** What the bench says to its helper processes, and what they say. Times are monotonic milliseconds (moment.ts). */

/** The process that publishes. */
export type PublisherOrder =
  | { readonly order: "connect"; readonly port: number }
  /** The events to come: of so many units, from this number on. */
  | { readonly order: "begin"; readonly units: number; readonly from: number }
  /** As fast as it goes, with at most so many events that have not arrived. */
  | { readonly order: "flood"; readonly window: number }
  /** Evenly, whatever arrives. */
  | { readonly order: "pace"; readonly perSecond: number }
  | { readonly order: "arrived"; readonly count: number }
  | { readonly order: "hold" };

export type PublisherSays =
  | { readonly says: "connected" }
  /** How many were published since `begin`; when, those that were paced since the last hold. */
  | { readonly says: "held"; readonly sent: number; readonly departures: readonly Moment[] };

/** A process at which events arrive: the SNS stub, or the raw subscriber. */
export type SinkOrder =
  | { readonly order: "connect"; readonly port: number }
  | { readonly order: "begin"; readonly units: number; readonly from: number }
  | { readonly order: "arrivals" };

export type SinkSays =
  | { readonly says: "ready"; readonly port: number }
  /** Different events so far, and repeated ones. */
  | { readonly says: "arrived"; readonly count: number; readonly again: number }
  /** When each of the events since the last such order arrived first. */
  | { readonly says: "arrivals"; readonly arrivals: readonly Moment[] };

/** An event's number and a time. */
export type Moment = readonly [index: number, at: number];
