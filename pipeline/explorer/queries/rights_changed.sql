-- May less, or more, be shown of the snapshot now than when it was made?
SELECT is_changed FROM pages.main.rights_changed;
