-- +goose Up
-- Who a note asks to look, and since when they have. Words stay with the note, sealed.
CREATE TABLE mentions (
  note_id BIGINT NOT NULL REFERENCES notes (id),
  user_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  at {time} NOT NULL,
  done_at {time},
  PRIMARY KEY (note_id, user_id)
){rowless};
CREATE INDEX mentions_open ON mentions (user_id, note_id) WHERE done_at IS NULL;

-- Notes that an account's page shows before the others.
ALTER TABLE notes ADD COLUMN pinned_at {time};
ALTER TABLE notes ADD COLUMN pinned_name TEXT NOT NULL DEFAULT '';
CREATE INDEX notes_pinned ON notes (account_id, id) WHERE pinned_at IS NOT NULL;

-- +goose Down
SELECT 1;
