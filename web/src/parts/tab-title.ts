let page = '';
let customer = '';

/** Names the browser's tab after the page. */
export function nameTabPage(name: string): void {
  page = name;
  write();
}

/** Puts the customer one is looking at in front of it: tabs side by side must not be mixed up. '' for all customers. */
export function nameTabCustomer(name: string): void {
  customer = name;
  write();
}

function write(): void {
  document.title = [customer, page, 'Belwacht'].filter(Boolean).join(' · ');
}
