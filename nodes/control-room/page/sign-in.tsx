import { useState } from "preact/hooks";
import { nodeRed } from "./places.ts";
import { sentence } from "./sentence.ts";
import { ofEditor, type Session, signIn } from "./session.ts";
import { say } from "./words.ts";

interface Props {
  /** Why there is need to sign in again; null the first time. */
  readonly why: string | null;
  /** `elsewhere`: this gateway leaves it to another service, which brings people to the editor only. */
  readonly door: "password" | "elsewhere";
  readonly enter: (session: Session) => void;
}

/** With the name and password of Node-RED's editor. Nothing of the bank is behind it before that. */
export function SignIn({ why, door, enter }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);

  const go = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    setAsking(true);
    setProblem(null);
    try {
      enter(await signIn(String(fields.get("username")), String(fields.get("password"))));
    } catch (thrown) {
      setProblem(sentence(thrown));
      setAsking(false);
      const password = form.elements.namedItem("password");
      if (password instanceof HTMLInputElement) password.select();
    }
  };

  const goOn = () => {
    const session = ofEditor();
    if (session === null) setProblem(say("signIn.notThere"));
    else enter(session);
  };

  return (
    <main class="sign-in">
      <div class="panel">
        <h1>
          <img src="mark.svg" alt="" /> <span>{say("title")}</span>
        </h1>
        {why !== null && (
          <p class="problem" role="alert">
            {why}
          </p>
        )}
        {door === "elsewhere" ? (
          <>
            <p>{say("signIn.elsewhere")}</p>
            <a href={nodeRed("")}>{say("signIn.editor")}</a>
            {problem !== null && (
              <p class="problem" role="alert">
                {problem}
              </p>
            )}
            <button type="button" class="main" onClick={goOn}>
              {say("signIn.goOn")}
            </button>
          </>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void go(event.currentTarget);
            }}
          >
            <label>
              {say("signIn.name")}
              <input
                name="username"
                autocomplete="username"
                required
                spellcheck={false}
                {...{ autofocus: true }}
              />
            </label>
            <label>
              {say("signIn.password")}
              <input name="password" type="password" autocomplete="current-password" required />
            </label>
            {problem !== null && (
              <p class="problem" role="alert">
                {problem}
              </p>
            )}
            <button type="submit" class="main" disabled={isAsking}>
              {say(isAsking ? "signIn.asking" : "signIn.go")}
            </button>
          </form>
        )}
        <p class="hint">{say("signIn.hint")}</p>
      </div>
    </main>
  );
}
