-- Since when an invoice is submitted again. When it was issued is what the law asks for, and never changes.
ALTER TABLE invoices ADD COLUMN resubmitted_at BIGINT;
