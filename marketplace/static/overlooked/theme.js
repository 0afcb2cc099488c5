// In the head and not deferred: the chosen theme must apply before the first paint.
const root = document.documentElement;

function storedTheme() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage is switched off: use the theme of the system
  }
}

function applyTheme(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
}

function markTheme() {
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === (root.dataset.theme ?? "system")));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-set-theme]");
  if (!button) return;
  applyTheme(button.dataset.setTheme);
  markTheme();
  try {
    localStorage.setItem("theme", button.dataset.setTheme);
  } catch {
    // storage is switched off: the choice lasts for this page only
  }
});

document.addEventListener("DOMContentLoaded", markTheme);
applyTheme(storedTheme());
