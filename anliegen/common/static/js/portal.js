// Entry of the portal. Everything here is an addition; without it links are links and forms are forms.
import "./keep.js";
import "./forms.js";
import "./portal-live.js";

// Lists have no files to send: their first view goes without.
if (document.querySelector("file-uploads")) import("./file-uploads.js");
