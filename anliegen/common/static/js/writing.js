// Entry of pages on which somebody writes: the editor around the text field, and files on their way.
import "./file-uploads.js";
import "./rich-editor.js";
