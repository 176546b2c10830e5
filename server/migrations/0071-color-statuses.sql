-- null: its state's
alter table statuses add column color text check (color in ('red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet', 'pink'));
