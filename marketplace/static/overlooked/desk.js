// The desk of the moderators: one box ticks all, and the arrow keys go from box to box. It works without this.

const boxes = () => [...document.querySelectorAll('.cases input[name="chosen"]')];

document.addEventListener("change", (event) => {
  const all = document.querySelector("[data-tick-all]");
  if (event.target === all) for (const box of boxes()) box.checked = all.checked;
  else if (event.target.name === "chosen") all.checked = boxes().every((box) => box.checked);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.name !== "chosen") return;
  const found = boxes();
  const next = found[found.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
