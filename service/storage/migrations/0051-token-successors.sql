-- What makes a token's successor of the token itself: who shows it again a moment later gets the same one.
ALTER TABLE refresh_tokens ADD COLUMN successor_nonce TEXT;
