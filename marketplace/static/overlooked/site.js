// Improvements for every page. Each page works without them.

function reveal(scope) {
  for (const part of scope.querySelectorAll("[data-needs-js]")) part.hidden = false;
}

// Fields with data-max show how much is used. A maxlength would cut pasted text without a word.
function count(field) {
  const max = Number(field.dataset.max);
  const used = [...field.value].length;
  const counter = document.getElementById(`${field.id}_count`);
  counter.textContent = used > max ? `${used - max} over the ${max} that fit` : `${used} of ${max}`;
  counter.classList.toggle("over", used > max);
}

function addCounters(scope) {
  for (const field of scope.querySelectorAll("[data-max][id]")) {
    if (document.getElementById(`${field.id}_count`)) continue;
    const counter = document.createElement("p");
    counter.id = `${field.id}_count`;
    counter.className = "counter";
    field.after(counter);
    field.addEventListener("input", () => count(field));
    count(field);
  }
}

// A notice that stays in view wherever the reader is on the page, until the next try.
function say(text) {
  const notice = document.createElement("p");
  notice.className = "notice bad here";
  notice.textContent = text;
  document.getElementById("messages").replaceChildren(notice);
}

const REASONS = {
  403: "This needs you to be signed in, or the page is too old: reload it and try again.",
  404: "That is not there any more. Reload the page to see what is.",
  429: "That was too often. Wait a moment, then try again.",
};

// A poll that fails is repeated by itself, so only requests of the reader get a notice.
const wasAsked = (event) => event.detail.requestConfig?.triggeringEvent !== undefined;
const NOTHING_LOST = "Nothing you typed is lost; try again.";
document.addEventListener("htmx:beforeRequest", (event) => {
  if (wasAsked(event)) document.querySelector("#messages > .here")?.remove();
});
document.addEventListener("htmx:responseError", (event) => {
  if (wasAsked(event)) say(REASONS[event.detail.xhr.status] ?? `The server could not do that. ${NOTHING_LOST}`);
});
document.addEventListener("htmx:sendError", (event) => {
  if (wasAsked(event)) say(`No connection to the server. ${NOTHING_LOST}`);
});
// A part of the page that is replaced keeps its focus, its open details and its horizontal scroll position. A part that
// is pressed right now is not replaced; the next poll updates it.
let place = null;

function placeIn(part) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const href = focused?.getAttribute("href");
  return {
    id: part.id,
    // htmx itself restores the focus of an element with an id.
    focused: focused && !focused.id && (href ? `a[href="${CSS.escape(href)}"]` : focused.localName),
    open: [...part.querySelectorAll("details")].map((details) => details.open),
    scrolled: [...part.querySelectorAll(".scroll")].map((scroll) => scroll.scrollLeft),
  };
}

function restore({ id, focused, open, scrolled }) {
  const part = document.getElementById(id);
  for (const [index, details] of [...part.querySelectorAll("details")].entries()) details.open = open[index] ?? details.open;
  for (const [index, scroll] of [...part.querySelectorAll(".scroll")].entries()) scroll.scrollLeft = scrolled[index] ?? 0;
  if (focused) part.querySelector(focused)?.focus({ preventScroll: true });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  if (!wasAsked(event) && target.matches(":active")) event.detail.shouldSwap = false;
  place = event.detail.shouldSwap && target.id ? placeIn(target) : null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (place && document.getElementById(place.id)) restore(place);
  place = null;
});
document.addEventListener("htmx:load", (event) => {
  reveal(event.detail.elt);
  addCounters(event.detail.elt);
});

// Escape, or a click elsewhere, closes an open menu.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.activeElement?.closest("details.menu[open]")?.querySelector("summary").focus();
  closeMenus(null);
});

// A button beside a field copies it. A browser that refuses the clipboard leaves the text selected.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Selected: press Ctrl+C";
  }
});

reveal(document);
addCounters(document);

// A link to a trial opens it: its reader wants to read it at once.
function openAimed() {
  const aimed = document.getElementById(location.hash.slice(1));
  if (aimed?.matches("details")) aimed.open = true;
}
addEventListener("hashchange", openAimed);
openAimed();
