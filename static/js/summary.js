// After a refused form the reader begins at the summary of errors.
export function focusSummary() {
  document.querySelector(".error-summary")?.focus();
}
