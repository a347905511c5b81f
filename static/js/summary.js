// After a refused form the reader begins at the summary of errors or doubts.
export function focusSummary() {
  document.querySelector(".error-summary, [data-summary]")?.focus();
}
