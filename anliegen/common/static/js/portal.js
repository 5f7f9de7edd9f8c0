// Entry of the portal. Everything here is an addition; without it links are links and forms are forms.
import "./keep.js";
import "./forms.js";
import "./file-uploads.js";
import "./portal-live.js";
