// A file that is dropped on the field of the table is chosen, and read at once.
for (const field of document.querySelectorAll("[data-drop]")) {
  const form = field.closest("form");
  const chosen = form.querySelector("[type=file]");
  field.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  field.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    chosen.files = event.dataTransfer.files;
    field.value = "";
    form.requestSubmit(form.querySelector("[value=read]"));
  });
  chosen.addEventListener("change", () => {
    field.value = "";
    form.requestSubmit(form.querySelector("[value=read]"));
  });
}

// Another answer to the question about the first line shows at once how the table is read then.
for (const choice of document.querySelectorAll("[data-table] [name=head]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit(choice.form.querySelector("[value=read]")));
}
