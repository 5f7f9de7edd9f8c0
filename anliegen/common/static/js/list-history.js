// Back and forward between filters of the list, before the library listens for it: the browser would change the
// address and leave the rows of another one below it. Then the page of that address is fetched.

const plain = (address) => address.split("#")[0];

if (document.getElementById("ticket-list")) {
  // Before any script ran: the document is that of another address than the one it stands at.
  const [loaded] = performance.getEntriesByType("navigation");
  if (loaded && plain(loaded.name) !== plain(location.href)) location.reload();
  // Between then and the library's own start, which it has put off to the next task.
  const early = () => location.reload();
  addEventListener("popstate", early);
  setTimeout(() => removeEventListener("popstate", early));
}
