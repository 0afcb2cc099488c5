// Try the demo and show the answer piece by piece. Without this script the form answers with a page.

const WAITED_TOO_LONG = "The answer broke off. What you typed is still here; try again.";

for (const form of document.querySelectorAll("[data-try]")) enhance(form);

function enhance(form) {
  const input = form.elements.input;
  const row = form.querySelector("[data-try-row]");
  const button = form.querySelector("[data-try-button]");
  const stop = form.querySelector("[data-try-stop]");
  const output = form.nextElementSibling;
  const part = (name) => output.querySelector(`[data-try-${name}]`);
  let asking = null;

  row?.addEventListener("change", () => {
    const given = row.selectedOptions[0].dataset.input;
    if (given !== undefined) input.value = given;
  });
  input.addEventListener("input", () => {
    if (row) row.value = "";
  });
  stop.addEventListener("click", () => asking?.abort());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!asking) ask(new FormData(form));
  });

  // Screen readers announce only this line. Announcing every piece would make them stutter.
  function say(words) {
    part("status").textContent = words;
  }

  function busy(on) {
    button.setAttribute("aria-disabled", String(on));
    stop.hidden = !on;
    part("stream").setAttribute("aria-busy", String(on));
  }

  async function ask(body) {
    asking = new AbortController();
    busy(true);
    input.removeAttribute("aria-invalid");
    part("result").replaceChildren();
    say("Trying…");
    try {
      let again = true;
      while (again) again = await answered(body, asking.signal);
    } catch (error) {
      say(error.name === "AbortError" ? "Stopped." : WAITED_TOO_LONG);
    }
    asking = null;
    busy(false);
  }

  // One request; returns true if its turn has not come and it must ask again.
  async function answered(body, signal) {
    const stream = part("stream");
    const takeBack = () => {
      stream.textContent = "";
      stream.hidden = true;
    };
    takeBack();
    const response = await fetch(form.action, { method: "POST", body, signal, headers: { Accept: "text/event-stream" } });
    if (!(response.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) {
      say(response.status === 403 ? "The page is too old: copy what you typed, reload it and try again." : WAITED_TOO_LONG);
      return false;
    }
    let ended = false;
    for await (const { name, data } of eventsOf(response.body)) {
      if (name === "waiting") {
        say(data.words);
        body.set("ticket", data.ticket);
        await pause(data.again_in_ms, signal);
        return true;
      }
      if (name === "piece") {
        if (stream.hidden) say("Answering…"); // its turn has come
        stream.hidden = false;
        stream.append(data);
      }
      if (name === "restart") {
        takeBack();
        say(data.words);
      }
      if (name === "problem") say(data.words);
      if (name === "result") {
        takeBack();
        part("result").innerHTML = data.html; // our own template, which escapes all text of strangers
        say(data.words);
      }
      ended ||= name === "problem" || name === "result";
    }
    if (!ended) say(WAITED_TOO_LONG);
    return false;
  }
}

async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const found = /^event: (.*)\ndata: (.*)$/.exec(block);
      if (found) yield { name: found[1], data: JSON.parse(found[2]) };
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
