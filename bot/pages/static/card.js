// The card is printed by the browser's own menu as well; the button only saves the search for it.

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
