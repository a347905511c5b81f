"""What leaves the application as text: agreements as Word documents and PDFs, and mails."""
