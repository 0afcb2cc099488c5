// Improvements for posting an idea: rows that grow, tables pasted into rows, tags completed. The form works without them.

const MAX_ROWS_TYPED = 250; // on one page
const form = document.querySelector("form[data-examples]");
const rows = form?.querySelector(".rows");
const rowList = () => [...rows.querySelectorAll("li:not(.head)")];

function renumber() {
  const first = Number(form.elements.first.value);
  for (const [index, row] of rowList().entries()) {
    const number = first + index;
    row.id = `row-${number}`;
    row.dataset.number = number;
    for (const field of row.querySelectorAll("textarea")) {
      field.id = `row-${number}-${field.name}`;
      field.setAttribute("aria-label", field.name === "input" ? `Input of row ${number}` : `Expected output of row ${number}`);
    }
    row.querySelector("[data-remove-row] .sr").textContent = ` row ${number}`;
  }
}

function blankRow() {
  const row = rowList()[0].cloneNode(true);
  for (const error of row.querySelectorAll(".error")) error.remove();
  for (const field of row.querySelectorAll("textarea")) {
    field.value = field.defaultValue = "";
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  return row;
}

function addRows(count) {
  rows.append(...Array.from({ length: count }, blankRow));
  renumber();
}

// Removing a row leaves no gap. The errors of the other rows stay beside them.
function removeRow(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (rowList().length === 1) addRows(1);
  row.remove();
  renumber();
  (next?.isConnected ? next : rowList()[0]).querySelector("textarea")?.focus();
  changed();
}

const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

// A table from a spreadsheet has tabs in its first line. The server reads it, as it reads the paste field.
function pasteTable(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const isTable = text.trim().split("\n")[0].includes("\t") && event.target.closest(".rows:not(.documents)");
  const { paste, replace } = form.elements;
  if (!isTable || paste.value.trim()) return;
  event.preventDefault();
  paste.value = text;
  replace.checked = false;
  form.requestSubmit(form.querySelector('button[value="take"]'));
}

function addWhenFull(event) {
  const row = event.target.closest?.(".rows li");
  if (row && !row.nextElementSibling && form.elements.after.value === "0" && rowList().length < MAX_ROWS_TYPED) addRows(1);
}

if (rows) {
  form.addEventListener("paste", pasteTable);
  form.addEventListener("input", addWhenFull);
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-remove-row]")) removeRow(event.target.closest("li"));
    if (!event.target.closest("[data-more-rows]")) return;
    event.preventDefault();
    const next = rowList().length;
    addRows(8);
    rowList()[next].querySelector("textarea").focus();
  });
}

// A datalist completes a whole field. Here it completes the tag after the last comma.
const tags = document.querySelector('input[list="known-tags"]');
const known = [...(tags?.list?.options ?? [])].map((option) => option.value);
tags?.addEventListener("input", () => {
  const before = tags.value.replace(/[^,]*$/, "");
  const used = before.split(",").map((tag) => tag.trim());
  const offered = known.filter((tag) => !used.includes(tag));
  tags.list.replaceChildren(...offered.map((tag) => new Option(tag, before ? `${before} ${tag}` : tag)));
});

// A form carries the number of saves that it began from. So one sent by a button waits for an autosave under way, which
// brings the next number, and no autosave follows it. A click that comes twice is sent once.
const TWICE = 1_000; // milliseconds
const GIVEN_UP = 30_000; // milliseconds; whoever has stopped the browser by then goes on typing
let sent = -Infinity;
const isSending = () => performance.now() - sent < GIVEN_UP;

document.addEventListener("submit", (event) => {
  const saving = event.target.querySelector("[data-autosave]");
  if (!saving) return;
  const isUnderWay = saving.classList.contains("htmx-request");
  if (isUnderWay || performance.now() - sent < TWICE) event.preventDefault();
  if (isUnderWay && !isSending()) saving.addEventListener("htmx:afterRequest", () => send(event), { once: true });
  if (isUnderWay || !event.defaultPrevented) sent = performance.now();
});

function send(event) {
  sent = -Infinity;
  event.target.requestSubmit(event.submitter);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("[data-autosave]") && isSending()) event.preventDefault();
});
addEventListener("pageshow", () => {
  sent = -Infinity;
});
