// What scripts add to pages that work without them.
import { guardInput } from "./answers.js";
import { saveDrafts } from "./autosave.js";
import { countCompared } from "./compare.js";
import { offerEntries } from "./entries.js";
import { closeMenus } from "./menus.js";
import { offerPrinting } from "./printing.js";
import { focusSummary } from "./summary.js";
import { makeTagBoxes } from "./tags.js";

closeMenus();
focusSummary();
offerEntries();
guardInput();
countCompared();
offerPrinting();
// Pieces of a page that arrive later are made as the page was; htmx tells of the page itself first.
document.addEventListener("htmx:load", (event) => makeTagBoxes(event.target));
saveDrafts();
