import { type Html, html } from "./html.ts";
import { utc } from "./local-time.ts";
import type { PackFacts, PackPerson } from "./pack-facts.ts";
import { CERTIFICATE_FILE, KEY_FILE, LEDGER_FILE, SUMS_FILE } from "./pack-format.ts";
import type { Summary } from "./summary.ts";

/** How the records came from the locker into this pack. */
export function chainOfCustody(facts: PackFacts, summary: Summary, ledgerHash: string): Html {
  const { recorded } = facts;
  return html`<h2>Chain of custody</h2>
<ol>
<li>The unit at the locker wrote each event into its own memory, with a sequence number, and sent it until the gateway had confirmed it. A number that is missing or comes twice is reported.</li>
<li>The gateway wrote the event into its journal before it confirmed it, in one step with its record in the ledger of the branch: a chain in which each record holds a SHA-256 hash over the one before it.</li>
<li>Decisions, incidents, messages, and what became of them, went into the same chain as they happened.</li>
<li>The gateway signed the chain from time to time with a key of its own (Ed25519).</li>
<li>This pack was taken out of the journal at ${utc(facts.madeAt)}${recorded === null ? ", which the gateway did not record, because it did not run then." : html`, which the gateway recorded before as record ${recorded.n} of ${recorded.site}, at ${utc(recorded.at)}.`} Records of other lockers are in it as hashes only.</li>
</ol>
<table>
<thead><tr><th class="short">Chain</th><th class="middle">Records</th><th class="short">With content</th><th class="short">Hashes only</th><th>Signed</th></tr></thead>
<tbody>
${[...summary.chains.values()].map(
  ({
    site,
    after,
    last,
    given,
    without,
    signed,
  }) => html`<tr><td>${site}</td><td>${last > after ? `${after + 1} to ${last}` : `none after ${after}`}</td><td>${given}</td><td>${without}</td><td>${signed === null ? "not in this span" : html`up to ${signed.n}, at ${utc(signed.at)}`}</td></tr>
`,
)}</tbody>
</table>
<p>A chain here begins with the last record before the span and ends with the first one after it, where there are such: none in between was left out. Hashes only have the records of other lockers, those outside the span, and those that the bank's rules of retention erased.</p>
<dl>
<dt>Ledger</dt><dd class="mono">${facts.ledger}</dd>
${summary.keys.map(
  ({ id }) => html`<dt>Key</dt><dd class="mono">${id}</dd>
`,
)}<dt>${LEDGER_FILE}</dt><dd class="mono">SHA-256 ${ledgerHash}</dd>
</dl>
<p>${CERTIFICATE_FILE} is prepared for the certificate that section 63 of the Bharatiya Sakshya Adhiniyam, 2023, asks for with an electronic record; it has to be completed and signed by the persons it names.</p>
`;
}

export function howToVerify(): Html {
  return html`<h2>How to verify this pack</h2>
<p>In its folder, with nothing but common tools: that no file was changed since it was made.</p>
<pre>sha256sum -c ${SUMS_FILE}</pre>
<p>With the program that made it, on any machine, without the gateway: that the ledger is as it was signed, and that every table and this report say what the ledger says.</p>
<pre>smart-lockers verify FOLDER --key KEY</pre>
<p>KEY is the gateway's public key as it was written down when the gateway was set up. Who only has the one in this pack (${KEY_FILE}) compares its number with one from elsewhere: whoever can make a key can also sign with it. The bytes of the ledger are described in the program's gateway/ledger/README.md, so that anybody can check it with a program of their own.</p>
<p>Not proven by the ledger, and so to be believed as far as the bank is: the name of the branch, the firmware and last sign of life of a unit, who asked for this pack and what for${" "}(unless the ledger's record of that is in it), and names, numbers and addresses from the register.</p>
`;
}

/** Of a pack that is not masked. */
export function peopleOf(people: readonly PackPerson[]): Html {
  return html`<h2>People</h2>
<p class="note">From the bank's register as it was when this pack was made. It is no part of the ledger.</p>
<table>
<thead><tr><th class="middle">Reference</th><th>Name</th><th class="middle">Numbers</th><th>Addresses</th></tr></thead>
<tbody>
${people.map(
  ({
    kind,
    reference,
    role,
    name,
    phones,
    emails,
  }) => html`<tr><td>${reference}<small>${role ?? kind}</small></td><td>${name}</td><td>${phones.join(", ")}</td><td>${emails.join(", ")}</td></tr>
`,
)}</tbody>
</table>
`;
}
