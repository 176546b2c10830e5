// Runs before the first paint: no flash of the wrong colours.
(function () {
  let wanted = "system";
  try {
    wanted = localStorage.getItem("ventanilla.theme") || "system";
  } catch (refused) {
    void refused; // a browser that refuses storage gets the system's colours
  }
  const dark = wanted === "dark" || (wanted === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
})();
