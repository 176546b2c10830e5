import { isDarkInk } from "../ui/ink.ts";

// The pages are whole without it: in the dark it gives a logo that was drawn for white paper some.
const logo = document.querySelector<HTMLImageElement>("img.logo");
const tell = () => {
  if (logo !== null && isDarkInk(logo)) logo.dataset["ink"] = "dark";
};
if (logo?.complete) tell();
else logo?.addEventListener("load", tell);
