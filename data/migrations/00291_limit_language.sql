-- +goose Up
-- In which language the customer is told of a limit change, where it is not their own.
ALTER TABLE limit_changes ADD COLUMN tell_lang TEXT NOT NULL DEFAULT '' CHECK (tell_lang IN ('','en','zh-CN'));

-- +goose Down
SELECT 1;
