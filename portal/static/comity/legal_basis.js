/* A button that copies the answer. Without JavaScript the text is there to be selected. */
(function () {
  "use strict";
  document.querySelectorAll("[data-copy]").forEach(function (place) {
    const text = document.getElementById(place.dataset.copy);
    const said = place.querySelector("[role=status]");
    place.hidden = false;
    place.querySelector("button").addEventListener("click", function () {
      text.select();
      const copied = navigator.clipboard
        ? navigator.clipboard.writeText(text.value)
        : document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("not allowed"));
      // Where copying is not allowed the text stays selected, ready for the keyboard.
      copied.then(function () { said.textContent = place.dataset.copied; }, function () { said.textContent = ""; });
    });
  });
})();
