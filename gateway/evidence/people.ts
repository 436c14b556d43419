import type { Contact, Hirer } from "../../nodes/domain/register.ts";
import type { Cell } from "./csv.ts";
import type { PackPerson } from "./pack-facts.ts";

export const PEOPLE_COLUMNS = ["kind", "reference", "role", "name", "phones", "emails"] as const;

export function* peopleCells(
  people: readonly PackPerson[],
): Generator<{ readonly cells: readonly Cell[]; readonly place: null; readonly about: string }> {
  for (const { kind, reference, role, name, phones, emails } of people)
    yield {
      cells: [kind, reference, role, name, phones.join(";"), emails.join(";")],
      place: null,
      about: `${kind} ${reference}`,
    };
}

export function personOf(person: Hirer | Contact): PackPerson {
  const { id, name, phones, emails } = person;
  const role = "role" in person ? person.role : null;
  return {
    kind: role === null ? "hirer" : "contact",
    reference: id,
    role,
    name,
    phones: [...phones],
    emails: [...emails],
  };
}
