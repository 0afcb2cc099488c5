// What goes wrong with a passkey is said on the page. The scripts of allauth only write it to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say("That did not work: the passkey was not used. Try again, or choose another way.");
});
