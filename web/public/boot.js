// Runs before the first paint, so that a dark screen never flashes white and a screen reader knows the language at once.
(() => {
  const root = document.documentElement;
  // Style elements that libraries add need the nonce of this page; the one that keeps the page still under a dialog looks here.
  window.__webpack_nonce__ = document.querySelector('meta[property="csp-nonce"]')?.nonce;
  let scheme = 'auto';
  let language = '';
  try {
    scheme = localStorage.getItem('belwacht.scheme') || 'auto';
    language = localStorage.getItem('belwacht.language') || '';
  } catch {
    // Storage may be off; the defaults then hold.
  }
  const dark = scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  root.lang = language === 'nl' || language === 'en' ? language : navigator.language.startsWith('nl') ? 'nl' : 'en';
})();
