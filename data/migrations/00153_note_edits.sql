-- +goose Up
-- What a note said before its author changed it. Nothing of it is ever overwritten but by a change of keys.
CREATE TABLE former_notes (
  id {id} PRIMARY KEY,
  note_id BIGINT NOT NULL REFERENCES notes (id),
  account_id BIGINT NOT NULL,
  text_sealed {blob},
  at {time} NOT NULL,
  replaced_at {time} NOT NULL
);
CREATE INDEX former_notes_note ON former_notes (note_id, id);

ALTER TABLE notes ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE notes ADD COLUMN edited_at {time};

-- +goose Down
SELECT 1;
